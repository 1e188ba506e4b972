// A turn of a trial as a row of `trial_turns`: its numbers, what is kept of its exchange, and what
// its request adds to the one before. The bytes of the response are not kept; docs/decisions/0006
// says why.
import { zstdDecompressSync } from 'node:zlib';
import type { ExchangeOutline } from '../domain/exchange.ts';
import { parseTurnRecord } from '../domain/parse-turn-record.ts';
import type {
  FreshTrial,
  KeptTurn,
  PackedTurn,
  TurnParts,
  TurnRecord,
  TurnRow,
} from '../domain/run.ts';
import { trialSession } from '../domain/trial-session.ts';
import { normaliseUsage } from '../exchange/usage.ts';
import { HarnessError } from '../lib/harness-error.ts';
import type { HeaderList } from '../lib/header-list.ts';
import { isJsonObject, type JsonObject } from '../lib/json.ts';
import { zstdContentSize } from '../lib/zstd-content-size.ts';
import { pack, unpackedBytesMax } from './compression.ts';
import { cutSplice, joinSplice } from './splice.ts';

/** Usage is kept as the backend reported it. */
type StoredRecord = Omit<TurnRecord, 'usage'> & { readonly usage: JsonObject | null };
/** Without what the row and its trial say by themselves. */
type StoredExchange = Omit<ExchangeOutline, 'id' | 'session' | 'seq' | 'linkedTo' | 'body'>;
/** With nothing in the place of headers. */
type Outline<T extends { readonly headers: HeaderList; readonly response: unknown }> = Omit<
  T,
  'headers' | 'response'
> & { readonly headers: null; readonly response: object | null };

/** Where headers belong in the text of an exchange. In a JSON string its quotes are escaped. */
const headersPlace = '"headers":null';

/**
 * A turn as it travels: its row, but for the headers, which only the owner of the database can
 * redact as the database does. The text around them is not read again.
 * @param before the body of the request before in this trial; empty: none
 */
export function toTurnParts(
  { exchange, usage, ...numbers }: KeptTurn,
  before: Uint8Array,
): TurnParts {
  const { startedAtMs, method, target, headers, flushedElapsedMs, response, end } = exchange;
  const record: StoredRecord = { ...numbers, usage: usage?.raw ?? null };
  const kept: Outline<StoredExchange> = {
    ...{ startedAtMs, method, target, headers: null, flushedElapsedMs },
    response: response && { ...response, headers: null },
    end,
  };
  const { prefix, suffix, middle } = cutSplice(before, exchange.body);
  return {
    record: JSON.stringify(record),
    outline: JSON.stringify(kept),
    headers: response === null ? [headers] : [headers, response.headers],
    kept: prefix,
    suffix,
    rest: pack(middle),
  };
}

/** @throws HarnessError `bad-input` where there are more headers than places, or fewer */
function toTurnRow(
  { outline, headers, ...columns }: TurnParts,
  redact: (headers: HeaderList) => HeaderList,
): TurnRow {
  const [start = '', ...rest] = outline.split(headersPlace);
  if (rest.length !== headers.length) throw notWritten('an exchange has other headers');
  const exchange = rest.reduce(
    (text, part, at) => `${text}"headers":${JSON.stringify(redact(headers[at] ?? []))}${part}`,
    start,
  );
  return { exchange, ...columns };
}

/**
 * A trial's turns as rows, each against the one before it.
 * @param redact headers as they may be stored: secrets do not reach the disk
 * @throws HarnessError `bad-input` for a packed turn that is not what `toTurnParts` makes
 */
export function* turnRows(
  { id, turns }: Pick<FreshTrial, 'id' | 'turns'>,
  redact: (headers: HeaderList) => HeaderList,
): Generator<TurnRow> {
  let before: Uint8Array = new Uint8Array();
  let bytesBefore = 0;
  for (const turn of turns) {
    if ('parts' in turn) {
      bytesBefore = assertContinues(id, turn, bytesBefore);
      yield toTurnRow(turn.parts, redact);
    } else {
      yield toTurnRow(toTurnParts(turn, before), redact);
      before = turn.exchange.body;
    }
  }
}

/**
 * Its request can be read back. What is new in it stays packed: its reader checks its checksum.
 * @param bytesBefore of the request before
 * @returns the request's bytes
 */
function assertContinues(
  trial: string,
  { parts: { kept, suffix, rest }, seq }: PackedTurn,
  bytesBefore: number,
): number {
  const bytes = zstdContentSize(rest);
  if (bytes !== null && kept >= 0 && suffix >= 0 && kept + suffix <= bytesBefore) {
    return kept + suffix + bytes;
  }
  throw notWritten(`the call ${seq} of the trial ${trial} does not continue the one before`);
}

function notWritten(what: string): HarnessError {
  return new HarnessError('bad-input', what, 'It was not written by this version: play it again');
}

/** The numbers of a turn, without its exchange. */
export function toTurnRecord({ record }: Pick<TurnRow, 'record'>): TurnRecord {
  const stored = JSON.parse(record) as unknown;
  const usage = isJsonObject(stored) ? stored['usage'] : undefined;
  return { ...parseTurnRecord(stored), usage: isJsonObject(usage) ? normaliseUsage(usage) : null };
}

function unpackRest(rest: Uint8Array): Uint8Array {
  return zstdDecompressSync(rest, { maxOutputLength: unpackedBytesMax });
}

/** @param rows all turns of the trial, in order: each request continues the one before */
export function toKeptTurns(trial: string, rows: readonly TurnRow[]): KeptTurn[] {
  let before: Uint8Array = new Uint8Array();
  return rows.map((row) => {
    const middle = unpackRest(row.rest);
    const body = joinSplice(before, { prefix: row.kept, suffix: row.suffix, middle });
    before = body;
    const record = toTurnRecord(row);
    // Written by `toTurnParts` from the same type.
    const stored = JSON.parse(row.exchange) as StoredExchange;
    const { seq, conversation } = record;
    const session = trialSession(trial, conversation, stored.headers);
    const exchange = { id: `${trial}/${seq}`, session, seq, linkedTo: null, body, ...stored };
    return { ...record, exchange };
  });
}
