// The list of commands.
import type { CommandEntry } from '../command.ts';

/**
 * Every command, loaded when it is asked for: `sessions` need not wait for the simulator. Adding
 * one: a file here, an entry with its `usage` and `description` (a test compares them), a test, a
 * line in the README.
 */
export const commands: readonly CommandEntry[] = [
  {
    usage: 'ab [scenario..]',
    description:
      'play scenarios in every arm and compare the arms, on the simulator or a live backend',
    load: async () => (await import('./ab.ts')).abCommand,
  },
  {
    usage: 'check [path..]',
    description: 'translate the fixtures again and compare with the expected output',
    load: async () => (await import('./check.ts')).checkCommand,
  },
  {
    usage: 'compare <a> <b>',
    description: 'compare two sessions field by field: what differs, and why it matters',
    load: async () => (await import('./compare.ts')).compareCommand,
  },
  {
    usage: 'completion',
    description: 'print a completion script for bash and zsh',
    load: async () => (await import('./completion.ts')).completionCommand,
  },
  {
    usage: 'conform [gateways..]',
    description:
      'play scripted conversations through a gateway, and print what it keeps and breaks',
    load: async () => (await import('./conform.ts')).conformCommand,
  },
  {
    usage: 'doctor',
    description: 'check the installation, where the clients send requests, and the database',
    load: async () => (await import('./doctor.ts')).doctorCommand,
  },
  {
    usage: 'explain <session..>',
    description: 'show where the cache breaks: per call, with cause, place and tokens lost',
    load: async () => (await import('./explain.ts')).explainCommand,
  },
  {
    usage: 'export [session..]',
    description: 'write recorded sessions for other programs (default: all), to stdout',
    load: async () => (await import('./export.ts')).exportCommand,
  },
  {
    usage: 'gateway',
    description: 'run Claude Code on a Responses backend, recording both sides (translating proxy)',
    load: async () => (await import('./gateway.ts')).gatewayCommand,
  },
  {
    usage: 'import [files..]',
    description: 'import what another recorder wrote, or the session files that clients leave',
    load: async () => (await import('./import.ts')).importCommand,
  },
  {
    usage: 'learn [files..]',
    description: "learn a backend's rules from session files on the disk, without a request",
    load: async () => (await import('./learn.ts')).learnCommand,
  },
  {
    usage: 'merge <from..>',
    description: 'copy the runs of other databases into this one (parts made by ab --shard)',
    load: async () => (await import('./merge.ts')).mergeCommand,
  },
  {
    usage: 'plan <run>',
    description: 'estimate what a measured comparison could find, and its cost',
    load: async () => (await import('./plan.ts')).planCommand,
  },
  {
    usage: 'probe',
    description: 'measure undocumented backend behaviour, and write a profile that sim loads',
    load: async () => (await import('./probe.ts')).probeCommand,
  },
  {
    usage: 'promote <session>',
    description: 'turn a recorded session into a fixture or a scenario, pseudonymised',
    load: async () => (await import('./promote.ts')).promoteCommand,
  },
  {
    usage: 'prune',
    description: 'delete recorded sessions by age or size, least recently used first',
    load: async () => (await import('./prune.ts')).pruneCommand,
  },
  {
    usage: 'record',
    description: 'record what a client sends and gets (pass-through proxy)',
    load: async () => (await import('./record.ts')).recordCommand,
  },
  {
    usage: 'report <run>',
    description: 'write the report of a saved run, and apply its gates',
    load: async () => (await import('./report.ts')).reportCommand,
  },
  {
    usage: 'runs [action] [runs..]',
    description: 'list the saved runs of ab, newest first; delete some of them',
    load: async () => (await import('./runs.ts')).runsCommand,
  },
  {
    usage: 'sessions [session]',
    description: 'list recorded sessions, or those of session files; name one, or add a note',
    load: async () => (await import('./sessions.ts')).sessionsCommand,
  },
  {
    usage: 'show <id>',
    description: 'show a session or an exchange; the beginning of an id is enough',
    load: async () => (await import('./show.ts')).showCommand,
  },
  {
    usage: 'sim',
    description: 'serve the simulated Codex backend (Responses API)',
    load: async () => (await import('./sim.ts')).simCommand,
  },
  {
    usage: 'translate',
    description:
      'translate an Anthropic request, or with --response a Responses stream, as a filter',
    load: async () => (await import('./translate.ts')).translateCommand,
  },
  {
    usage: 'usage [files..]',
    description:
      'calls, cached share, reasoning and cost of the sessions that clients left on the disk',
    load: async () => (await import('./usage.ts')).usageCommand,
  },
  {
    usage: 'view [subject]',
    description:
      'see sessions, calls and runs on a local page: where the cache breaks, to the byte',
    load: async () => (await import('./view.ts')).viewCommand,
  },
  {
    usage: 'worker [queue]',
    description: 'play the trials that ab --queue has put into a Redis, on this machine',
    load: async () => (await import('./worker.ts')).workerCommand,
  },
];
