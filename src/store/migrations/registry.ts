// The migrations, in order.
import { m001Recording } from './m001-recording.ts';
import { m002Runs } from './m002-runs.ts';
import { m003SessionNames } from './m003-session-names.ts';
import { m004RecorderProcess } from './m004-recorder-process.ts';
import { m005TrialExchanges } from './m005-trial-exchanges.ts';
import { m006LastingNumbers } from './m006-lasting-numbers.ts';
import { m007SessionFiles } from './m007-session-files.ts';
import { m008GrowingFiles } from './m008-growing-files.ts';
import { m009NextRuns } from './m009-next-runs.ts';
import type { Migration } from './migration.ts';

/**
 * Every migration, in order; `user_version` is how many have been applied. Adding one: a file
 * here, a line at the end.
 */
export const migrations: readonly Migration[] = [
  m001Recording,
  m002Runs,
  m003SessionNames,
  m004RecorderProcess,
  m005TrialExchanges,
  m006LastingNumbers,
  m007SessionFiles,
  m008GrowingFiles,
  m009NextRuns,
];

/** What this program writes, as `user_version`. */
export const databaseVersion = migrations.length;
