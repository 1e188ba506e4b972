// `doctor --self-test`: the recorder in front of its own upstream, both on loopback. Every
// request is sent straight and through the proxy, in turn, and what arrives on both sides is
// compared.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plural } from '../lib/plural.ts';
import { newExchangeId } from '../process/new-exchange-id.ts';
import { systemClock } from '../process/system-clock.ts';
import { createPassThrough } from '../proxy/pass-through.ts';
import { createProxyServer } from '../proxy/server.ts';
import { median } from '../stats/descriptive.ts';
import { listExchanges, readExchange } from '../store/exchanges.ts';
import { openDatabase } from '../store/open-database.ts';
import { openRecorder } from '../store/recorder/recorder.ts';
import { listRepeatedCalls } from '../store/repeated-calls.ts';
import { listSessions } from '../store/sessions.ts';
import { type RawMessage, startRawUpstream } from './raw-upstream.ts';
import { sendRaw } from './send-raw.ts';

const rounds = 30;

export interface SelfTest {
  readonly requests: number;
  /** Differences found, one line each; empty: none. */
  readonly differences: readonly string[];
  /** Medians over the rounds. */
  readonly directFirstByteMs: number;
  readonly throughFirstByteMs: number;
}

const event = (index: number): string => `event: ping\ndata: {"n":${index},"é":"…"}\n\n`;
const events = Array.from({ length: 12 }, (_, index) => event(index));

/** Answers with header names, orders and framings that a careless proxy changes. */
const answers: Readonly<Record<string, { head: string; parts: readonly string[] }>> = {
  stream: {
    head: 'HTTP/1.1 200 Fine\r\nX-B: 1\r\nx-a: 2\r\nX-B: 3\r\ncontent-type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n',
    parts: [
      ...events.map((text) => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`),
      '0\r\nX-Trailer: t\r\n\r\n',
    ],
  },
  refusal: {
    head: 'HTTP/1.1 429 Slow Down\r\nRetry-After: 3\r\nContent-Length: 12\r\n\r\n',
    parts: ['{"error":{}}'],
  },
  binary: {
    head: 'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 6\r\n\r\n',
    parts: ['\x1f\x8b\x00\xff\x80\n'],
  },
  empty: { head: 'HTTP/1.1 204 No Content\r\nX-Only: head\r\n\r\n', parts: [] },
};
const cases = Object.keys(answers);

export async function runSelfTest(): Promise<SelfTest> {
  const folder = mkdtempSync(join(tmpdir(), 'turntape-self-test-'));
  const path = join(folder, 'private', 'self-test.db');
  const differences: string[] = [];
  const times = { direct: [] as number[], through: [] as number[] };
  const upstream = await startRawUpstream((message) => {
    const answer = answers[message.target.split('/').at(-1) ?? ''];
    return answer && { head: answer.head, parts: answer.parts };
  });
  const sink = await openRecorder(path);
  const url = upstream.url;
  const passThrough = createPassThrough({
    upstreams: { anthropic: url, openai: url, chatgpt: url },
    sink,
    fingerprintKey: sink.fingerprintKey,
    newId: newExchangeId,
  });
  const server = await createProxyServer({
    listen: { host: '127.0.0.1', port: 0 },
    handler: passThrough.handler,
    refuse: passThrough.refuse,
    clock: systemClock,
  });
  const bodies: string[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      for (const name of cases) {
        const body = `{"model":"self-test","case":"${name}","round":${round},"é":"\\u00e9"}`;
        const request = (host: string): string =>
          `POST /v1/messages/${name}?beta=true HTTP/1.1\r\nhOST: ${host}\r\nX-Claude-Code-Session-Id: self\r\nX-Api-Key: k\r\nx-aPI-odd: 1\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
        const direct = await sendRaw(url, request);
        const through = await sendRaw(server.url, request);
        times.direct.push(direct.firstByteMs);
        times.through.push(through.firstByteMs);
        bodies.push(body);
        compare(`${name}, answer`, direct.message, through.message, differences);
        const [first, second] = upstream.take();
        if (first === undefined || second === undefined) {
          differences.push(`${name}: a request did not arrive`);
        } else {
          compare(`${name}, request`, first, second, differences);
        }
        if (upstream.take().length > 0) differences.push(`${name}: a request arrived twice`);
      }
    }
  } finally {
    await server.close();
    passThrough.close();
    await sink.close();
    await upstream.close();
  }
  differences.push(...compareRecorded(path, bodies));
  rmSync(folder, { recursive: true, force: true });
  return {
    requests: bodies.length,
    differences: [...new Set(differences)],
    directFirstByteMs: median(times.direct) ?? Number.NaN,
    throughFirstByteMs: median(times.through) ?? Number.NaN,
  };
}

function compare(what: string, sent: RawMessage, got: RawMessage, differences: string[]): void {
  for (const part of ['start', 'headers', 'body', 'trailers'] as const) {
    if (sent[part] !== got[part]) {
      const shown = (text: string): string => JSON.stringify(text.slice(0, 200));
      differences.push(`${what}: ${part} was ${shown(sent[part])}, became ${shown(got[part])}`);
    }
  }
}

/** The recording against what was sent. */
function compareRecorded(path: string, bodies: readonly string[]): string[] {
  const database = openDatabase(path, { mode: 'read' });
  const found = listSessions(database).flatMap(({ id }) => listExchanges(database, id));
  const stored = found.map(({ id }) => readExchange(database, id));
  const differences: string[] = [];
  if (stored.length !== bodies.length) {
    differences.push(`in the recording: ${stored.length} of ${plural(bodies.length, 'exchange')}`);
  }
  const texts = new Set(stored.map((one) => Buffer.from(one?.body ?? []).toString()));
  const missing = bodies.filter((body) => !texts.has(body)).length;
  if (missing > 0)
    differences.push(
      `not in the recording as sent: ${plural(missing, 'request body', 'request bodies')}`,
    );
  for (const exchange of stored) {
    const name = exchange?.target.split(/[/?]/)[3] ?? '';
    const body = Buffer.from(exchange?.responseBody ?? []).toString('latin1');
    const parts = answers[name]?.parts ?? [];
    const sent =
      name === 'stream' ? Buffer.from(events.join('')).toString('latin1') : parts.join('');
    if (body !== sent)
      differences.push(`${name}: the recorded answer is not the one that was sent`);
  }
  const repeated = listRepeatedCalls(database).length;
  if (repeated > 0) differences.push(`recorded again: ${plural(repeated, 'call')}`);
  database.close();
  return differences;
}
