// A recorded session as a scenario, with what the upstream's own usage says about its reasoning.
import type { Database } from 'better-sqlite3';
import { HarnessError } from '../../lib/harness-error.ts';
import type { Scenario } from '../../scenarios/scenario.ts';

export function readSessionScenario(_database: Database, id: string): Scenario {
  throw new HarnessError('usage', `--session ${id}: not yet`, '');
}
