// HAR 1.2, as browsers' tools, mitmproxy and others read and write it. Bodies are decoded, as the
// format wants it; the exact bytes are in the database and in the JSONL.
import type { Exchange } from '../domain/exchange.ts';
import { decodeBody } from '../exchange/decode-body.ts';
import type { HeaderList } from '../lib/header-list.ts';
import { findHeader } from '../lib/header-list.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';
import type { ExchangeFormat, SourceFile } from './exchange-format.ts';
import type { ForeignExchange } from './foreign-exchange.ts';
import { dateIn } from './foreign-fields.ts';

export const harFormat: ExchangeFormat = {
  name: 'HAR',
  title: 'HAR',
  reader: {
    sniff: (file) => (entriesOf(file) ?? []).some(isJsonObject),
    read: (file) => ({ type: 'foreign', exchanges: (entriesOf(file) ?? []).map(fromEntry) }),
  },
  writer: {
    flag: 'har',
    description: 'HAR 1.2, bodies decoded',
    before(version) {
      const creator = JSON.stringify({ name: 'turntape', version });
      return `{"log":{"version":"1.2","creator":${creator},"entries":[`;
    },
    render: (exchange) => JSON.stringify(toEntry(exchange)),
    between: ',',
    after: ']}}\n',
  },
};

function toEntry(exchange: Exchange): JsonObject {
  const { response, end, headers } = exchange;
  const sentMs = exchange.flushedElapsedMs ?? 0;
  const headMs = response?.elapsedMs ?? null;
  const endMs = end?.elapsedMs ?? null;
  const body = textOf(headers, exchange.body);
  const answer = textOf(response?.headers ?? [], exchange.responseBody);
  return {
    startedDateTime: new Date(exchange.startedAtMs).toISOString(),
    time: endMs ?? headMs ?? 0,
    request: {
      method: exchange.method,
      url: `http://${findHeader(headers, 'host') ?? 'unknown'}${exchange.target}`,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: toHarHeaders(headers),
      queryString: [],
      ...(exchange.body.length > 0 && {
        postData: { mimeType: findHeader(headers, 'content-type') ?? '', ...body },
      }),
      headersSize: -1,
      bodySize: exchange.body.length,
    },
    response: {
      status: response?.status ?? 0,
      statusText: response?.statusText ?? '',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: toHarHeaders(response?.headers ?? []),
      content: {
        size: exchange.responseBody.length,
        mimeType: findHeader(response?.headers ?? [], 'content-type') ?? '',
        ...answer,
      },
      redirectURL: '',
      headersSize: -1,
      bodySize: exchange.responseBody.length,
    },
    cache: {},
    timings: {
      // The format allows no negative number here, so what is not known is said beside it.
      send: sentMs,
      wait: headMs === null ? 0 : Math.max(0, headMs - sentMs),
      receive: headMs === null || endMs === null ? 0 : Math.max(0, endMs - headMs),
      ...(headMs === null || endMs === null ? { comment: 'not all known: 0 where not' } : {}),
    },
    _turntape: { id: exchange.id, session: exchange.session.id, outcome: end?.outcome ?? 'cut' },
  };
}

/** undefined: the file is not a HAR. */
function entriesOf(file: SourceFile): readonly JsonValue[] | undefined {
  const document = file.json();
  const log = isJsonObject(document) ? document['log'] : undefined;
  const entries = isJsonObject(log) ? log['entries'] : undefined;
  return Array.isArray(entries) ? entries : undefined;
}

/** What is not an entry becomes an exchange that is refused. */
function fromEntry(given: JsonValue): ForeignExchange {
  const entry = objectIn(given);
  const request = objectIn(entry['request']);
  const response = objectIn(entry['response']);
  const content = objectIn(response['content']);
  const status = Number(response['status'] ?? 0);
  const { headMs, endMs } = timesOf(entry);
  return {
    method: String(request['method'] ?? 'GET'),
    url: String(request['url'] ?? '/'),
    headers: fromHarHeaders(request['headers']),
    body: bytesOf(objectIn(request['postData'])),
    startedAtMs: dateIn(entry['startedDateTime']),
    response:
      status === 0
        ? null
        : {
            status,
            headers: fromHarHeaders(response['headers']),
            body: bytesOf(content),
            headElapsedMs: headMs,
            elapsedMs: endMs,
          },
  };
}

interface EntryTimes {
  readonly headMs: number | null;
  readonly endMs: number | null;
}

/**
 * Without the connection's own times, which `time` includes. -1 and null say nothing; nor do zeros
 * alone, which some programs write where they have not measured.
 */
function timesOf(entry: JsonObject): EntryTimes {
  const { send, wait, receive } = objectIn(entry['timings']);
  const headMs = isTime(wait) ? wait + (isTime(send) ? send : 0) : null;
  const endMs = headMs !== null && isTime(receive) ? headMs + receive : null;
  if (endMs !== null && endMs > 0) return { headMs, endMs };
  const { time } = entry;
  return { headMs: headMs === 0 ? null : headMs, endMs: isTime(time) && time > 0 ? time : null };
}

function isTime(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && value >= 0;
}

function toHarHeaders(headers: HeaderList): JsonValue[] {
  return headers.map(([name, value]) => ({ name, value }));
}

/** Without `content-encoding`: the text is decoded in the file. */
function fromHarHeaders(value: JsonValue | undefined): HeaderList {
  const list = Array.isArray(value) ? value.filter(isJsonObject) : [];
  return list
    .map(({ name, value: text }): [string, string] => [String(name ?? ''), String(text ?? '')])
    .filter(([name]) => name !== '' && !/^(content-encoding$|:)/i.test(name));
}

function textOf(headers: HeaderList, body: Uint8Array): { text: string; encoding?: string } {
  const decoded = decodeBody(headers, body) ?? body;
  const bytes = Buffer.from(decoded.buffer, decoded.byteOffset, decoded.length);
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes)
    ? { text }
    : { text: bytes.toString('base64'), encoding: 'base64' };
}

function bytesOf({ text, encoding }: JsonObject): Uint8Array {
  if (typeof text !== 'string') return new Uint8Array(0);
  return new Uint8Array(Buffer.from(text, encoding === 'base64' ? 'base64' : 'utf8'));
}

function objectIn(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}
