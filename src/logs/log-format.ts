// A kind of session file: how to recognise it, and a reader that takes one record after the other.
// One file per format, one line in registry.ts.
import type { JsonObject } from '../lib/json.ts';
import type { LoggedCall, LoggedSession, NotHeld } from './logged-call.ts';

export interface LogContext {
  /** Where the file comes from: stands as the source of its calls. */
  readonly source: string;
  /**
   * Tokens of a text as the model counts them; null: not counted. Counting costs far more than
   * reading, so a caller counts only as many calls as it needs.
   */
  countTokens(text: string): number | null;
}

/** Reads the records of one file in their order. Keeps what one call needs, never the file. */
export interface LogReader {
  /** @returns the calls that this record completes */
  read(record: JsonObject): LoggedCall[];
  /** @returns what was still open at the end of the file */
  end(): LoggedCall[];
  /** Known once the first records have been read; null: the file names no session. */
  session(): LoggedSession | null;
}

export interface LogFormat {
  readonly name: string;
  readonly notHeld: readonly NotHeld[];
  /** @param record the first record of a file that is a JSON object */
  matches(record: JsonObject): boolean;
  createReader(context: LogContext): LogReader;
}
