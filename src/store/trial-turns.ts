// A turn of a trial as a row of `trial_turns`: its numbers, what is kept of its exchange, and what
// its request adds to the one before. The bytes of the response are not kept; docs/decisions/0006
// says why.
import { zstdDecompressSync } from 'node:zlib';
import type { ExchangeOutline } from '../domain/exchange.ts';
import { parseTurnRecord } from '../domain/parse-run.ts';
import type { KeptTurn, TurnRecord } from '../domain/run.ts';
import { trialSession } from '../domain/trial-session.ts';
import { normaliseUsage } from '../exchange/usage.ts';
import type { HeaderList } from '../lib/header-list.ts';
import { isJsonObject, type JsonObject } from '../lib/json.ts';
import { pack, unpackedBytesMax } from './compression.ts';
import { cutSplice, joinSplice } from './splice.ts';

export interface TurnRow {
  readonly record: string;
  readonly exchange: string;
  /** Of the request before, at the start and at the end. */
  readonly kept: number;
  readonly suffix: number;
  readonly rest: Uint8Array;
}

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

/** The numbers of a turn, without its exchange. */
export function toTurnRecord({ record }: Pick<TurnRow, 'record'>): TurnRecord {
  const stored = JSON.parse(record) as unknown;
  const usage = isJsonObject(stored) ? stored['usage'] : undefined;
  return { ...parseTurnRecord(stored), usage: isJsonObject(usage) ? normaliseUsage(usage) : null };
}

/** @param rows all turns of the trial, in order: each request continues the one before */
export function toKeptTurns(trial: string, rows: readonly TurnRow[]): KeptTurn[] {
  let before: Uint8Array = new Uint8Array();
  return rows.map((row) => {
    const middle = zstdDecompressSync(row.rest, { maxOutputLength: unpackedBytesMax });
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
