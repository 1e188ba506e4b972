import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { Exchange } from '../../domain/exchange.ts';
import type { ExchangeWriter } from '../../formats/exchange-format.ts';
import { jsonlFormat } from '../../formats/exchange-jsonl.ts';
import { toExchanges } from '../../formats/foreign-exchange.ts';
import { end, exchangeStart, head } from '../../store/store.test-support.ts';
import { openSourceFile } from '../exchange-files/open-source-file.ts';
import { exchangeFormats, exchangeWriters } from './registry.ts';

const folder = mkdtempSync(join(tmpdir(), 'turntape-formats-'));
const key = new TextEncoder().encode('key');
const jsonlWriter = jsonlFormat.writer as ExchangeWriter;
let files = 0;

function fileWith(text: string): string {
  const path = join(folder, String(files++));
  writeFileSync(path, text);
  return path;
}

function exchange(id: string, answer: Uint8Array, status = 200): Exchange {
  return {
    ...exchangeStart(id, `{"id":"${id}"}`),
    seq: 0,
    flushedElapsedMs: 1,
    response: { ...head, status },
    responseBody: answer,
    chunks: [
      { offset: 0, length: 2, elapsedMs: 6 },
      { offset: 2, length: answer.length - 2, elapsedMs: 8 },
    ],
    end,
  };
}

const exchanges = [
  exchange('x_1', new TextEncoder().encode('event: message_stop\ndata: {}\n\n')),
  exchange('x_2', Uint8Array.of(0xff, 0, 1, 2), 529),
];

/** A file of each format that is only read; those that are written make their own. */
const samples: Readonly<Record<string, () => string>> = {
  'claude-trace': () => fileWith('{"request":{"url":"/v1/messages","body":{}},"response":null}\n'),
  'claude-raw-bodies': () => {
    const request = basename(fileWith('{"model":"m"}'));
    return fileWith(`{"session_id":"s","request_file":"${request}","response_file":"none"}\n`);
  },
  'codex-trace-bundle': () =>
    fileWith('{"rollout_id":"r","wall_time_unix_ms":1,"payload":{"type":"inference_started"}}\n'),
  'claude-code-proxy': () => {
    const path = join(folder, String(files++));
    const database = new BetterSqlite(path);
    database.exec('CREATE TABLE requests (endpoint, headers, body, response)');
    database.prepare("INSERT INTO requests VALUES ('/v1/messages', '{}', '{}', '{}')").run();
    database.close();
    return path;
  },
  'otlp-logs': () => {
    const attributes = [{ key: 'turntape.request.started_at_ms', value: { intValue: '1' } }];
    const eventName = 'gen_ai.client.inference.operation.details';
    const scopeLogs = [{ logRecords: [{ eventName, attributes }] }];
    return fileWith(`${JSON.stringify({ resourceLogs: [{ scopeLogs }] })}\n`);
  },
  'kv-cache-tester': () => fileWith('{"block_size":64,"requests":[{"hash_ids":[1],"output":1}]}'),
};

function write({ before, render, between, after }: ExchangeWriter): string {
  return fileWith(`${before('1.2.3')}${exchanges.map(render).join(between)}${after}`);
}

async function read(path: string): Promise<readonly Exchange[]> {
  const file = openSourceFile(path);
  const reader = exchangeFormats.find((format) => format.reader.sniff(file))?.reader;
  const imported = await reader?.read(file);
  return imported?.type === 'foreign'
    ? toExchanges(imported.exchanges, key)
    : (imported?.exchanges ?? []);
}

test.each(exchangeFormats.map(({ name, writer }) => [name, writer] as const))(
  '%s recognises its own files, and no other format does',
  (name, writer) => {
    const file = openSourceFile(writer === null ? (samples[name]?.() ?? '') : write(writer));
    const found = exchangeFormats.filter((format) => format.reader.sniff(file));
    expect(found.map((format) => format.name)).toEqual([name]);
  },
);

test.each(exchangeWriters.map((writer) => [writer.flag, writer] as const))(
  'what --%s writes is read back',
  async (_flag, writer) => {
    // Not every format has a place for chunks, the flush and our ids.
    const essence = ({ method, target, body, startedAtMs, response, ...rest }: Exchange) => ({
      ...{ method, target, body, startedAtMs, status: response?.status },
      ...{ headMs: response?.elapsedMs, responseBody: rest.responseBody },
      outcome: rest.end?.outcome,
    });
    expect((await read(write(writer))).map(essence)).toEqual(exchanges.map(essence));
  },
);

test("turntape's own format loses nothing", async () => {
  expect(await read(write(jsonlWriter))).toEqual(exchanges);
});

test('every writer has its own flag', () => {
  const flags = exchangeWriters.map(({ flag }) => flag);
  expect(new Set(flags).size).toBe(flags.length);
  expect(flags.length).toBeGreaterThan(0);
});

test('a line that turntape did not write is named', async () => {
  const lines = `${exchanges.map(jsonlWriter.render).join('')}{"a":1}\n`;
  await expect(read(fileWith(lines))).rejects.toThrow('line 3 is not an exchange');
});
