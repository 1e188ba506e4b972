// A turn of a trial as a row of `trial_turns`: its numbers, what is kept of its exchange, and what
// its request adds to the one before. The bytes of the response are not kept; docs/decisions/0006
// says why.
import { zstdDecompressSync } from 'node:zlib';
import type { ExchangeOutline } from '../domain/exchange.ts';
import { parseTurnRecord } from '../domain/parse-run.ts';
import type { FreshTrial, KeptTurn, PackedTurn, TurnRecord, TurnRow } from '../domain/run.ts';
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

/**
 * @param before the body of the request before in this trial; empty: none
 * @param redact headers as they may be stored: secrets do not reach the disk
 */
export function toTurnRow(
  { exchange, usage, ...numbers }: KeptTurn,
  before: Uint8Array,
  redact: (headers: HeaderList) => HeaderList,
): TurnRow {
  const { startedAtMs, method, target, flushedElapsedMs, response, end } = exchange;
  const record: StoredRecord = { ...numbers, usage: usage?.raw ?? null };
  const kept: StoredExchange = {
    startedAtMs,
    method,
    target,
    headers: redact(exchange.headers),
    flushedElapsedMs,
    response: response && { ...response, headers: redact(response.headers) },
    end,
  };
  const { prefix, suffix, middle } = cutSplice(before, exchange.body);
  return {
    record: JSON.stringify(record),
    exchange: JSON.stringify(kept),
    kept: prefix,
    suffix,
    rest: pack(middle),
  };
}

/**
 * A trial's turns as rows, each against the one before it.
 * @param redact headers as they may be stored: secrets do not reach the disk
 * @throws HarnessError `bad-input` for a packed turn that is not what `toTurnRow` makes
 */
export function* turnRows(
  { id, turns }: Pick<FreshTrial, 'id' | 'turns'>,
  redact: (headers: HeaderList) => HeaderList,
): Generator<TurnRow> {
  let before: Uint8Array = new Uint8Array();
  let bytesBefore = 0;
  for (const turn of turns) {
    if ('row' in turn) {
      bytesBefore = assertContinues(id, turn, bytesBefore);
      yield { ...turn.row, exchange: redactStored(turn.row.exchange, redact) };
    } else {
      yield toTurnRow(turn, before, redact);
      before = turn.exchange.body;
    }
  }
}

/**
 * Its request can be read back. What is new in it stays packed: its reader checks its checksum.
 * @param bytesBefore of the request before
 * @returns the request's bytes
 */
function assertContinues(trial: string, { row, seq }: PackedTurn, bytesBefore: number): number {
  const { kept, suffix, rest } = row;
  const bytes = zstdContentSize(rest);
  if (bytes !== null && kept >= 0 && suffix >= 0 && kept + suffix <= bytesBefore) {
    return kept + suffix + bytes;
  }
  throw new HarnessError(
    'bad-input',
    `the call ${seq} of the trial ${trial} does not continue the one before`,
    'It was not written by this version: play it again',
  );
}

/** The same text but for the values of headers. */
function redactStored(text: string, redact: (headers: HeaderList) => HeaderList): string {
  // Written by `toTurnRow` from the same type.
  const stored = JSON.parse(text) as StoredExchange;
  const { headers, response } = stored;
  return JSON.stringify({
    ...stored,
    headers: redact(headers),
    response: response && { ...response, headers: redact(response.headers) },
  });
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
    // Written by `toTurnRow` from the same type.
    const stored = JSON.parse(row.exchange) as StoredExchange;
    const { seq, conversation } = record;
    const session = trialSession(trial, conversation, stored.headers);
    const exchange = { id: `${trial}/${seq}`, session, seq, linkedTo: null, body, ...stored };
    return { ...record, exchange };
  });
}
