// The command line that gives a run again. No part of it is a secret: keys stay in the environment.

import { isSimulated } from '../../backends/registry.ts';
import type { RunDefinition } from '../../domain/run.ts';
import { defaultDatabase } from '../../lib/default-database.ts';
import { showQueueUrl } from '../../queue/queue-url.ts';
import type { AbFlags } from './ab-flags.ts';

/** A word for the shell, quoted when it needs to be. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function renderLiveFlags(flags: AbFlags): string[] {
  if (isSimulated(flags.backend)) return [];
  const { 'max-requests': requests, 'max-cost': cost, concurrency, population, looks } = flags;
  return [
    ...['--backend', flags.backend],
    ...(flags['use-api-key'] ? ['--use-api-key'] : []),
    ...(flags['use-codex-login'] ? ['--use-codex-login'] : []),
    ...(flags.live ? ['--live'] : []),
    ...(requests === undefined ? [] : ['--max-requests', String(requests)]),
    ...(cost === undefined ? [] : ['--max-cost', String(cost)]),
    ...(concurrency === 1 ? [] : ['--concurrency', String(concurrency)]),
    ...(population === undefined ? [] : ['--population', population]),
    ...(looks === 1 ? [] : ['--looks', String(looks)]),
  ];
}

export function renderCommand(flags: AbFlags): string {
  const repeated = (name: string, values: readonly string[]): string[] =>
    values.flatMap((value) => [`--${name}`, value]);
  return [
    ...['turntape', 'ab', ...flags.scenario],
    ...repeated('session', flags.session),
    ...repeated('traces', flags.traces),
    ...(flags['reasoning-tokens'] === undefined
      ? []
      : ['--reasoning-tokens', flags['reasoning-tokens']]),
    ...(flags['think-time'] === 'keep' ? [] : ['--think-time', flags['think-time']]),
    ...repeated('arm', flags.arm),
    ...repeated('set', flags.set),
    ...repeated('factor', flags.factor),
    ...(flags.aa ? ['--aa'] : []),
    ...(flags.baseline === undefined ? [] : ['--baseline', flags.baseline]),
    ...(flags.profile === undefined ? [] : ['--profile', flags.profile]),
    ...repeated('sim', flags.sim),
    ...repeated('sweep', flags.sweep),
    ...(flags.agent === 'scripted' ? [] : ['--agent', flags.agent]),
    ...(flags.cache === 'warm' ? ['--cache', 'warm'] : []),
    ...renderLiveFlags(flags),
    ...['--model', flags.model, '--seed', flags.seed, '--repeats', String(flags.repeats)],
    ...(flags.run === undefined ? [] : ['--run', flags.run]),
  ]
    .map(quote)
    .join(' ');
}

/**
 * The command that continues a run where it was: in this database, as this part of it, on this
 * queue, whose password is left out.
 */
export function renderResume(
  { command }: Pick<RunDefinition, 'command'>,
  { queue, shard }: Pick<AbFlags, 'queue' | 'shard'>,
  database: string,
): string {
  return [
    command,
    ...(shard === undefined ? [] : ['--shard', quote(shard)]),
    ...(database === defaultDatabase ? [] : ['--db', quote(database)]),
    ...(queue === undefined ? [] : ['--queue', quote(showQueueUrl(queue))]),
    '--resume',
  ].join(' ');
}
