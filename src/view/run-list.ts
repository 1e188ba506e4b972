// Saved runs for the page: which there are, and one of them with its trials.
import type { Database } from 'better-sqlite3';
import type { RunDefinition, RunStore, Trial } from '../domain/run.ts';
import { HarnessError } from '../lib/harness-error.ts';
import { type RunPage, runPage } from '../report/page/run-page.ts';
import { viewRun } from '../report/view.ts';
import { createRunStore } from '../store/runs.ts';

/** A run in the list. */
export interface ListedRun {
  readonly id: string;
  readonly started_at: string;
  readonly is_finished: boolean;
  /** `simulated`, `measured` and so on; `damaged`: its definition cannot be read. */
  readonly label: string;
  readonly model: string;
  readonly arms: readonly string[];
  readonly scenarios: readonly string[];
}

/** One trial; tokens are of its calls that report usage. */
export interface ListedTrial {
  readonly id: string;
  readonly scenario: string;
  readonly arm: string;
  readonly variant: string;
  readonly repeat: number;
  readonly outcome: string;
  readonly calls: number;
  readonly input_tokens: number;
  readonly cached_tokens: number;
}

export interface RunPageWithTrials extends RunPage {
  readonly played: readonly ListedTrial[];
}

/** Newest first. @param countMax how many at most */
export function listRuns(database: Database, countMax = Number.POSITIVE_INFINITY): ListedRun[] {
  const store = createRunStore(database);
  return store
    .list()
    .slice(0, countMax)
    .map(({ id, startedAtMs, finished }) => {
      const definition = readIfWhole(store, id);
      return {
        id,
        started_at: new Date(startedAtMs).toISOString(),
        is_finished: finished,
        label: definition?.label ?? 'damaged',
        model: definition?.model ?? '-',
        arms: definition?.arms.map(({ name }) => name) ?? [],
        scenarios: definition?.scenarios.map(({ name }) => name) ?? [],
      };
    });
}

/** One run that is damaged does not keep the others from being listed, nor from being deleted. */
function readIfWhole(store: RunStore, id: string): RunDefinition | undefined {
  try {
    return store.readDefinition(id);
  } catch (error) {
    if (error instanceof HarnessError && error.code === 'database') return undefined;
    throw error;
  }
}

/** @throws HarnessError `not-found`, or `invalid-run` where nothing was played to its end */
export function readRunPage(database: Database, id: string): RunPageWithTrials {
  const store = createRunStore(database);
  const definition = store.readDefinition(id);
  if (definition === undefined) {
    throw new HarnessError('not-found', `there is no run ${id}`, 'turntape ab makes one');
  }
  const trials = store.readTrials(id);
  if (trials.length === 0) {
    throw new HarnessError('invalid-run', `the run ${id} has no finished trial`, 'turntape ab');
  }
  return { ...runPage(viewRun(definition, trials)), played: trials.map(listTrial) };
}

function listTrial({ id, scenario, arm, variant, repeat, outcome, turns }: Trial): ListedTrial {
  const sum = (of: (turn: Trial['turns'][number]) => number | undefined): number =>
    turns.reduce((total, turn) => total + (of(turn) ?? 0), 0);
  return {
    ...{ id, scenario, arm, variant, repeat, outcome, calls: turns.length },
    input_tokens: sum(({ usage }) => usage?.inputTokens),
    cached_tokens: sum(({ usage }) => usage?.cachedTokens),
  };
}
