// What a file format of exchanges has to know. One file for each format; the registry is
// `cli/formats/registry.ts`, since not every format can be read without the runner.
import type { Exchange } from '../domain/exchange.ts';
import type { JsonObject, JsonValue } from '../lib/json.ts';
import type { ForeignExchange } from './foreign-exchange.ts';

/** A file of unknown format. Each view of it is made on demand, and once. */
export interface SourceFile {
  /** Path, for messages. */
  readonly path: string;
  /** The whole as text, unpacked; undefined: it is a database. */
  text(): string | undefined;
  /** The whole as one JSON document; undefined: it is not JSON. */
  json(): JsonValue | undefined;
  /**
   * Each line that is a JSON object; undefined: the first is something else, or there is no line.
   */
  lines(): readonly JsonObject[] | undefined;
  /** Numbers of the lines that `lines` leaves out: cut, or no JSON objects. */
  skippedLines(): readonly number[];
  /** Text of a file in the same folder, by its plain name; undefined: it is not there. */
  beside(name: string): string | undefined;
  /**
   * A JSON document by its path below the file's folder; undefined: it is not there, or no JSON.
   */
  below(path: string): JsonValue | undefined;
  /**
   * Rows of a table of a SQLite database; undefined: not a database, or without these columns.
   * @param others columns that are read where they are there
   */
  rows(
    table: string,
    columns: readonly string[],
    others?: readonly string[],
  ): readonly JsonObject[] | undefined;
}

/**
 * What was read. A source that does not hold exchanges (token counts without their requests, say)
 * needs a member here, rather than exchanges whose missing parts are made up. Session files of
 * clients, which hold calls, are read by `logs`.
 */
export type Imported =
  /** Written by turntape, or made to look so: nothing is missing. Not checked yet. */
  | { readonly type: 'own'; readonly exchanges: readonly Exchange[] }
  /** What another recorder knows of its exchanges. */
  | { readonly type: 'foreign'; readonly exchanges: readonly ForeignExchange[] };

export interface ExchangeReader {
  /** Cheap next to `read`: whether the file is of this format. At most one format says so. */
  sniff(file: SourceFile): boolean;
  /** @throws HarnessError `bad-input` for a file of this format that cannot be read */
  read(file: SourceFile): Imported | Promise<Imported>;
}

/** Writes piece by piece, since a session may not fit into memory. */
export interface ExchangeWriter {
  /** Of `turntape export`, without dashes. */
  readonly flag: string;
  /** For `--help`. */
  readonly description: string;
  /** @param version of turntape */
  before(version: string): string;
  render(exchange: Exchange): string;
  /** Between two exchanges. */
  readonly between: string;
  readonly after: string;
}

export interface ExchangeFormat {
  /** As `turntape import` prints it. */
  readonly name: string;
  /** As people call its files, for `--help` and messages. */
  readonly title: string;
  readonly reader: ExchangeReader;
  /** null: it is read only. */
  readonly writer: ExchangeWriter | null;
}
