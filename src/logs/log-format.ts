// A kind of session file: how to recognise it, and a reader that takes one record after the other.
// One file per format, one line in registry.ts.

import type { LoggedCall, LoggedSession, NotHeld } from '../domain/logged-call.ts';
import type { JsonObject, JsonValue } from '../lib/json.ts';

export interface LogContext {
  /** Where the file comes from: the source of its calls. */
  readonly source: string;
  /**
   * Tokens of a text as the model counts them; null: not counted. Counting costs far more than
   * reading, so a caller counts only as many calls as it needs.
   */
  countTokens(text: string): number | null;
  /** Items keep their text; false: its length and hash alone. */
  readonly keepsText: boolean;
  /**
   * A JSON document that the file names by its path below the file's folder, with `#ID` behind it
   * for one that is packed into a file with others.
   * @returns undefined: it is not there, outside the folder, too long, or not JSON
   */
  readBeside(path: string): JsonValue | undefined;
}

/** Reads the records of one file in their order. Keeps what one call needs, never the file. */
export interface LogReader {
  /** @returns the calls that this record completes */
  read(record: JsonObject): LoggedCall[];
  /** @returns what was still open at the end of the file */
  end(): LoggedCall[];
  /** Known once the first records have been read; null: the file names no session. */
  session(): LoggedSession | null;
  /**
   * All that is needed to continue reading behind the last record, as JSON. Without the session's
   * words where texts are not kept. Absent: the format cannot be continued.
   */
  state?(): JsonValue;
}

export interface LogFormat {
  readonly name: string;
  readonly notHeld: readonly NotHeld[];
  /** Whole requests stand beside the file, which `import` can take in as exchanges. */
  readonly hasRequests?: boolean;
  /** A record may be a list of records too. */
  readonly readsLists?: boolean;
  /** @param record the first record of a file that is a JSON object */
  matches(record: JsonObject): boolean;
  /** Changes when `state` does; absent: a file is always read from its start. */
  readonly stateVersion?: number;
  /** @param state what a reader of the same version gave; absent: reading begins at the start */
  createReader(context: LogContext, state?: JsonValue): LogReader;
}
