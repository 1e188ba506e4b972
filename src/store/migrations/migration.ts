// What a migration is.
import type { Database } from 'better-sqlite3';

/** One step of the schema. Steps are never edited once released: a change is a new step. */
export interface Migration {
  /** What the step brings, for people. */
  readonly name: string;
  /** Runs inside the migration's transaction. */
  apply(database: Database): void;
}
