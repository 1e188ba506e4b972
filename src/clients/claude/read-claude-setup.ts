// Which files and variables decide where Claude Code sends its requests.
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { HarnessError } from '../../lib/harness-error.ts';
import { isJsonObject, type JsonObject, parseJson } from '../../lib/json.ts';
import type { ClientMachine } from '../client-plan.ts';
import { type ClaudeFiles, type ClaudeSettingsFile, settingsArgument } from './plan-claude.ts';

const managedPaths = [
  '/etc/claude-code/managed-settings.json',
  '/Library/Application Support/ClaudeCode/managed-settings.json',
];

/**
 * Reads what decides where Claude Code sends its requests. Throws HarnessError `configuration` for
 * a file that is there and cannot be read.
 */
export function readClaudeSetup(argv: readonly string[], machine: ClientMachine): ClaudeFiles {
  const { environment, cwd } = machine;
  const userHome = environment['HOME'] ?? machine.home;
  const home = environment['CLAUDE_CONFIG_DIR'] ?? join(userHome, '.claude');
  const sources = settingSources(argv);
  const paths: [source: 'local' | 'project' | 'user', path: string][] = [
    ['local', join(cwd, '.claude', 'settings.local.json')],
    ['project', join(cwd, '.claude', 'settings.json')],
    ['user', join(home, 'settings.json')],
  ];
  const own = settingsArgument(argv.slice(1));
  return {
    argv,
    environment,
    files: [
      ...managedPaths.flatMap((path) => readSettings(machine, path, 'managed')),
      ...paths
        .filter(([source]) => sources === undefined || sources.includes(source))
        .flatMap(([source, path]) => readSettings(machine, path, source)),
    ],
    ownSettings: own === undefined ? null : readOwnSettings(own, machine),
    trustsFolder: isTrusted(
      machine,
      join(environment['CLAUDE_CONFIG_DIR'] ?? userHome, '.claude.json'),
    ),
  };
}

/** Whether Claude Code has been told to trust the working directory or a folder above it. */
function isTrusted(machine: ClientMachine, path: string): boolean {
  const state = parseJson(readText(machine, path) ?? '');
  const projects = isJsonObject(state) ? state['projects'] : undefined;
  if (!isJsonObject(projects)) return false;
  for (let folder = resolve(machine.cwd); ; folder = dirname(folder)) {
    const project = projects[folder];
    if (isJsonObject(project) && project['hasTrustDialogAccepted'] === true) return true;
    if (dirname(folder) === folder) return false;
  }
}

/** `--setting-sources user,project,local`; undefined: all. */
function settingSources(argv: readonly string[]): string[] | undefined {
  const flag = '--setting-sources';
  const index = argv.indexOf(flag);
  const joined = argv.find((word) => word.startsWith(`${flag}=`));
  const value = index >= 0 ? argv[index + 1] : joined?.slice(flag.length + 1);
  return value?.split(',').map((name) => name.trim());
}

function readSettings(
  machine: ClientMachine,
  path: string,
  kind: 'managed' | 'local' | 'project' | 'user',
): ClaudeSettingsFile[] {
  const text = readText(machine, path);
  if (text === undefined) return [];
  return [
    {
      source: path,
      managed: kind === 'managed',
      isProject: kind === 'local' || kind === 'project',
      settings: parseSettings(text, path),
    },
  ];
}

function readOwnSettings(value: string, machine: ClientMachine): JsonObject {
  if (value.trimStart().startsWith('{')) return parseSettings(value, '--settings');
  const path = isAbsolute(value) ? value : resolve(machine.cwd, value);
  const text = readText(machine, path);
  if (text === undefined) throw unreadable(path, 'there is no such file');
  return parseSettings(text, path);
}

function readText(machine: ClientMachine, path: string): string | undefined {
  try {
    return machine.readText(path);
  } catch (error) {
    throw unreadable(path, error instanceof Error ? error.message : String(error), error);
  }
}

function parseSettings(text: string, source: string): JsonObject {
  const value = text.trim() === '' ? {} : parseJson(text.replace(/^\ufeff/, ''));
  if (!isJsonObject(value)) throw unreadable(source, 'it is not a JSON object');
  return value;
}

function unreadable(source: string, reason: string, cause?: unknown): HarnessError {
  return new HarnessError(
    'configuration',
    `cannot read Claude Code's settings in ${source}: ${reason}`,
    'Fix the file: without it turntape cannot know where the requests go',
    cause,
  );
}
