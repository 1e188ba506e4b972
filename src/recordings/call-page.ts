// One call for the page: what `show` says of it, its items, its timeline, and how it differs from
// another one. Bodies are not in it: they are read by range.
import type { Database } from 'better-sqlite3';
import {
  type ByteWindow,
  diffItems,
  firstDifference,
  type ItemChange,
  windowAt,
} from '../compare/diff-requests.ts';
import type { Exchange } from '../domain/exchange.ts';
import { exchangeAnswer } from '../exchange/answer.ts';
import { decodeBody } from '../exchange/decode-body.ts';
import { findCallProtocol } from '../exchange/identify-protocol.ts';
import { listRequestItems, previewOf, type RequestItem } from '../exchange/request-items.ts';
import { HarnessError } from '../lib/harness-error.ts';
import type { JsonValue } from '../lib/json.ts';
import { memberSpans } from '../lib/json-members.ts';
import { findJsonSpan } from '../lib/json-span.ts';
import { linkedExchanges, readExchange } from '../store/exchanges.ts';
import { accumulateMessage } from '../wire/anthropic/accumulate-message.ts';
import type { Protocol } from '../wire/protocol.ts';
import { type ExchangeView, exchangeView } from './exchange-view.ts';
import { createThreads } from './threads.ts';
import { type ExchangeTimelineEntry, exchangeTimeline } from './timeline.ts';

/** An item of the answer; its text is whole up to a limit. */
export interface AnswerItem {
  readonly kind: string;
  readonly preview: string;
  /** JSON, indented. */
  readonly json: string;
  readonly is_cut: boolean;
}

export interface CallPage extends ExchangeView {
  readonly protocol: Protocol | null;
  readonly side: 'client' | 'upstream';
  /** Bytes of the bodies after `content-encoding`; the same as sent where there is none. */
  readonly request_decoded_bytes: number;
  readonly response_decoded_bytes: number;
  readonly request_items: readonly RequestItem[];
  /** Of an exported file: items as in the call before, which are not in it. */
  readonly items_left_out?: number;
  readonly answer_items: readonly AnswerItem[];
  /** Moments of the exchange: those of a long stream are put together. */
  readonly timeline: readonly ExchangeTimelineEntry[];
}

/** Characters of an answer's item that are sent with the call. */
const answerItemMax = 20_000;
const timelineMax = 2_000;

/** @throws HarnessError `not-found` */
export function readCallPage(database: Database, id: string): CallPage {
  const exchange = readWhole(database, id);
  const protocol = findCallProtocol(exchange);
  const request = decoded(exchange, 'request');
  return {
    ...exchangeView(
      exchange,
      linkedExchanges(database, id),
      createThreads(database).continued(exchange),
    ),
    protocol,
    side: exchange.session.side,
    request_decoded_bytes: request.length,
    response_decoded_bytes: decoded(exchange, 'response').length,
    request_items: protocol === null ? [] : listRequestItems(protocol, request),
    answer_items: protocol === null ? [] : answerItems(exchange, protocol),
    timeline: exchangeTimeline(exchange).slice(0, timelineMax),
  };
}

function readWhole(database: Database, id: string): Exchange {
  const exchange = readExchange(database, id);
  if (exchange !== undefined) return exchange;
  throw new HarnessError('not-found', `there is no exchange ${id}`, 'turntape show SESSION');
}

function decoded(exchange: Exchange, part: 'request' | 'response'): Uint8Array {
  return part === 'request'
    ? (decodeBody(exchange.headers, exchange.body) ?? exchange.body)
    : (decodeBody(exchange.response?.headers ?? [], exchange.responseBody) ??
        exchange.responseBody);
}

function answerItems(exchange: Exchange, protocol: Protocol): AnswerItem[] {
  const items =
    protocol === 'responses'
      ? exchangeAnswer(exchange).items
      : (accumulateMessage(new TextDecoder().decode(decoded(exchange, 'response')))?.content ?? []);
  return items.map((item) => {
    const json = JSON.stringify(item, null, 2);
    return {
      kind: String((item as { readonly type?: unknown }).type ?? 'item'),
      preview: previewOf(item as unknown as JsonValue),
      json: json.slice(0, answerItemMax),
      is_cut: json.length > answerItemMax,
    };
  });
}

/** Bytes of a body, as sent or after `content-encoding`. @throws HarnessError `not-found` */
export function readCallBody(
  database: Database,
  id: string,
  part: 'request' | 'response',
  isDecoded: boolean,
): Uint8Array {
  const exchange = readWhole(database, id);
  if (isDecoded) return decoded(exchange, part);
  return part === 'request' ? exchange.body : exchange.responseBody;
}

/** A setting of a request, or a header, that is another one than before. */
export interface ChangedField {
  readonly name: string;
  /** Shortened; null: it is not there. */
  readonly before: string | null;
  readonly now: string | null;
}

/** An item that is not the same; null: it is not on that side. */
export interface ChangedItem {
  readonly state: ItemChange['state'];
  readonly before: RequestItem | null;
  readonly now: RequestItem | null;
}

/** How a call's request differs from another one's. */
export interface CallDiff {
  readonly before: string;
  readonly now: string;
  /** Items that are the same on both sides. */
  readonly same: number;
  /** All others, in the order of now. */
  readonly items: readonly ChangedItem[];
  /** Members of the requests beside the prompt. */
  readonly settings: readonly ChangedField[];
  readonly headers: readonly ChangedField[];
  /** Around the first byte that differs; null: the bodies are the same. */
  readonly first: { readonly before: ByteWindow; readonly now: ByteWindow } | null;
  /** Around the byte that was asked for, and where its value was before; null: none was. */
  readonly place: { readonly before: ByteWindow | null; readonly now: ByteWindow } | null;
}

const fieldCharsMax = 400;
const promptMembers = new Set(['tools', 'instructions', 'system', 'input', 'messages']);
/** Headers that are another one in every request, and say nothing. */
const plainHeaders = new Set(['content-length', 'date', 'x-request-id']);

export interface DiffPlace {
  /** Byte of the decoded request. */
  readonly byte: number;
  /** Of the value that it is in; null: not known. */
  readonly pointer: string | null;
}

/** @throws HarnessError `not-found` */
export function readCallDiff(
  database: Database,
  beforeId: string,
  nowId: string,
  place: DiffPlace | null,
): CallDiff {
  const [a, b] = [readWhole(database, beforeId), readWhole(database, nowId)];
  const before = { body: decoded(a, 'request'), items: itemsOf(a) };
  const now = { body: decoded(b, 'request'), items: itemsOf(b) };
  const byte = firstDifference(before.body, now.body);
  const changes = diffItems(before, now);
  return {
    before: beforeId,
    now: nowId,
    same: changes.filter(({ state }) => state === 'same').length,
    items: changes
      .filter(({ state }) => state !== 'same')
      .map((one) => ({
        state: one.state,
        before: before.items[one.a ?? -1] ?? null,
        now: now.items[one.b ?? -1] ?? null,
      })),
    settings: changedSettings(before.body, now.body),
    headers: changedHeaders(a, b),
    first:
      byte === null ? null : { before: windowAt(before.body, byte), now: windowAt(now.body, byte) },
    place:
      place === null
        ? null
        : {
            before: windowBefore(before.body, now.body, place),
            now: windowAt(now.body, place.byte),
          },
  };
}

function itemsOf(exchange: Exchange): RequestItem[] {
  const protocol = findCallProtocol(exchange);
  return protocol === null ? [] : listRequestItems(protocol, decoded(exchange, 'request'));
}

/** The same offset into the value that was at the same pointer. */
function windowBefore(
  before: Uint8Array,
  now: Uint8Array,
  { byte, pointer }: DiffPlace,
): ByteWindow | null {
  if (pointer === null) return null;
  const [from, to] = [findJsonSpan(before, pointer), findJsonSpan(now, pointer)];
  if (from === undefined || to === undefined) return null;
  return windowAt(before, Math.min(from.start + Math.max(0, byte - to.start), from.end));
}

function changedFields(
  before: ReadonlyMap<string, string>,
  now: ReadonlyMap<string, string>,
): ChangedField[] {
  return [...new Set([...before.keys(), ...now.keys()])].flatMap((name) => {
    const [a, b] = [before.get(name), now.get(name)];
    const cut = (text: string | undefined): string | null => text?.slice(0, fieldCharsMax) ?? null;
    return a === b ? [] : [{ name, before: cut(a), now: cut(b) }];
  });
}

function changedSettings(before: Uint8Array, now: Uint8Array): ChangedField[] {
  const read = (body: Uint8Array): Map<string, string> =>
    new Map(
      [...(memberSpans(body) ?? [])]
        .filter(([name]) => !promptMembers.has(name))
        .map(([name, { start, end }]) => [
          name,
          new TextDecoder().decode(body.subarray(start, end)),
        ]),
    );
  return changedFields(read(before), read(now));
}

function changedHeaders(before: Exchange, now: Exchange): ChangedField[] {
  const read = ({ headers }: Exchange): Map<string, string> =>
    new Map(
      headers
        .map(([name, value]) => [name.toLowerCase(), value] as const)
        .filter(([name]) => !plainHeaders.has(name)),
    );
  return changedFields(read(before), read(now));
}
