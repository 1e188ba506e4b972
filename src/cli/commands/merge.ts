// `turntape merge`: runs that were played on several machines, put together in one database.

import { existsSync } from 'node:fs';
import type { RunDefinition, RunStore, Trial } from '../../domain/run.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { plural } from '../../lib/plural.ts';
import { isVoid } from '../../report/analysis/counted-trials.ts';
import { plannedTrials } from '../../report/variants.ts';
import { readDatabase } from '../../store/read-database.ts';
import { createRunStore } from '../../store/runs.ts';
import { writeDatabase } from '../../store/write-database.ts';
import type { Command } from '../command.ts';

const trialIdPattern = /^[\w.-]{1,100}$/;

type MergeFlags = { readonly from: readonly string[] };

interface Merged {
  readonly run: string;
  readonly added: number;
  readonly sessions: number;
  readonly planned: number;
}

/** Copies one run's sessions that the target does not have yet. */
function mergeRun(source: RunStore, target: RunStore, run: string): Merged {
  const definition = source.readDefinition(run);
  if (definition === undefined) throw new TypeError(`the run ${run} was listed but is not there`);
  const own = target.readDefinition(run);
  if (own !== undefined && own.fingerprint !== definition.fingerprint) {
    throw new HarnessError(
      'bad-input',
      `the run \`${run}\` was played with other options or versions in one of the databases`,
      'Play all its parts with the same version and the same command, --shard aside',
    );
  }
  if (own === undefined) target.begin(definition);
  const known = new Set(target.listTrials(run).map(({ id }) => id));
  let added = 0;
  for (const { id } of source.listTrials(run)) {
    const trial = known.has(id) ? undefined : source.readTrial(id);
    if (trial === undefined) continue;
    assertPlanned(trial, definition);
    target.saveTrial(run, trial);
    added++;
  }
  const planned = plannedTrials(definition);
  const sessions = target.listTrials(run).filter((trial) => !isVoid(trial)).length;
  if (sessions === planned) target.finish(run);
  return { run, added, sessions, planned };
}

/** A trial is of what the run plays: its names are those that the definition was checked for. */
function assertPlanned(
  { id, scenario, variant, arm }: Trial,
  { id: run, scenarios, variants, arms }: RunDefinition,
): void {
  const holds = (list: readonly { readonly name: string }[], name: string): boolean =>
    list.some((one) => one.name === name);
  const isPlanned = holds(scenarios, scenario) && holds(variants, variant) && holds(arms, arm);
  if (isPlanned && trialIdPattern.test(id)) return;
  throw new HarnessError(
    'bad-input',
    `the trial \`${id}\` is of nothing that the run \`${run}\` plays`,
    'Leave that database out',
  );
}

export const mergeCommand: Command<MergeFlags> = {
  usage: 'merge <from..>',
  description: 'copy the runs of other databases into this one (parts made by ab --shard)',
  examples: [['turntape merge part1.db part2.db', 'the parts that ab --shard made']],
  builder: (yargs) =>
    yargs.positional('from', {
      type: 'string',
      array: true,
      demandOption: true,
      description: 'database files to copy from',
    }),
  async run({ from }, { terminal, flags: { db, json } }) {
    const missing = from.find((path) => !existsSync(path));
    if (missing !== undefined) {
      throw new HarnessError('not-found', `there is no database ${missing}`, 'Check the path');
    }
    const merged: Merged[] = [];
    await writeDatabase(db, 'write', async (database) => {
      const target = createRunStore(database);
      for (const path of from) {
        await readDatabase(path, (other) => {
          const source = createRunStore(other);
          for (const { id } of source.list()) merged.push(mergeRun(source, target, id));
        });
      }
    });
    if (merged.length === 0) {
      throw new HarnessError(
        'bad-input',
        'there is no run in these databases',
        'Play one: turntape ab',
      );
    }
    if (json) terminal.json(merged);
    else {
      const lines = merged.map(
        ({ run, added, sessions, planned }) =>
          `${run}: ${plural(added, 'trial')} added, ${sessions} of ${planned} are here`,
      );
      terminal.result(lines.join('\n'));
    }
    return 0;
  },
};
