// Runs as the command sees them that plays: one that is started again is kept apart until it has
// finished, and only then replaces the saved one, in one step.
import type { Database } from 'better-sqlite3';
import type { RunDefinition, RunStore } from '../domain/run.ts';
import { createRunStore } from './runs.ts';

export interface PlayedRunStore extends RunStore {
  /** A saved run of this id stays what it was until the one that is played has finished. */
  isReplacing(id: string): boolean;
}

/** What is moved: a table, its columns, and which rows of it belong to the run that is named. */
const moved = [
  ['runs', 'id, fingerprint, started_at_ms, finished, definition', 'id = ?'],
  ['trials', 'id, run, position, scenario, repeat, variant, arm, outcome', 'run = ?'],
  [
    'trial_turns',
    'trial, seq, record, kept, rest, suffix, exchange',
    'trial IN (SELECT id FROM next_trials WHERE run = ?)',
  ],
] as const;

/** @param database opened by `openDatabase` for writing; the caller closes it */
export function createPlayedRunStore(database: Database): PlayedRunStore {
  const saved = createRunStore(database);
  const next = createRunStore(database, 'next');
  const select = database.prepare('SELECT 1 FROM next_runs WHERE id = ?').pluck();
  const isReplacing = (id: string): boolean => select.get(id) !== undefined;
  const at = (id: string): RunStore => (isReplacing(id) ? next : saved);
  const replace = database.transaction((id: string): void => {
    saved.remove(id);
    for (const [table, columns, ofRun] of moved) {
      database
        .prepare(
          `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM next_${table} WHERE ${ofRun}`,
        )
        .run(id);
    }
    next.remove(id);
    saved.finish(id);
  });
  const begin = database.transaction((definition: RunDefinition): void => {
    next.remove(definition.id);
    const hasTrials = saved.listTrials(definition.id).length > 0;
    (hasTrials ? next : saved).begin(definition);
  });
  return {
    isReplacing,
    begin: (definition) => begin.immediate(definition),
    saveTrial: (run, trial) => at(run).saveTrial(run, trial),
    saveTrials: (run, trials) => at(run).saveTrials(run, trials),
    finish: (run) => (isReplacing(run) ? replace.immediate(run) : saved.finish(run)),
    readDefinition: (id) => at(id).readDefinition(id),
    readTrials: (id) => at(id).readTrials(id),
    // A trial has the same id in both: the newer one is meant.
    readTrial: (id) => next.readTrial(id) ?? saved.readTrial(id),
    listTrials: (run) => at(run).listTrials(run),
    list: saved.list,
    sizeOf: (id) => at(id).sizeOf(id),
    remove: database.transaction((id: string) => {
      const isNext = next.remove(id);
      return saved.remove(id) || isNext;
    }),
  };
}
