// Bodies that are not what their headers say, and rows that are damaged: every command says so or
// goes on, and none of them fails as if turntape were broken.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { runCommandLine } from '../src/cli/command-line.ts';
import { HarnessError } from '../src/lib/harness-error.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { end, exchangeStart, head, recordDirectly } from '../src/store/store.test-support.ts';
import { createTerminal } from '../src/terminal/console.ts';

const json = Buffer.from(
  JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hi' }] }),
);
const packed = zstdCompressSync(json);

async function recorded(encoding: string, body: Uint8Array, answer: Uint8Array): Promise<string> {
  const path = join(mkdtempSync(join(tmpdir(), 'turntape-corrupt-')), 'private', 'tape.db');
  const database = openDatabase(path, { mode: 'write' });
  const sink = recordDirectly(database);
  const headers = [['Content-Encoding', encoding]] as const;
  for (const id of ['x_1', 'x_2']) {
    sink.begin({ ...exchangeStart(id, body), headers });
    sink.flushed(id, 1);
    sink.responseHead(id, { ...head, headers: [...head.headers, ...headers] });
    sink.chunk(id, answer, 6);
    sink.end(id, end);
  }
  sink.close();
  database.close();
  return path;
}

const commands: readonly (readonly string[])[] = [
  ['sessions'],
  ['show', 's_one'],
  ['show', 'x_1'],
  ['show', 'x_1', '--part', 'request-body'],
  ['export', 's_one', '--har'],
  ['export', 's_one', '--jsonl'],
  ['explain', 's_one'],
  ['compare', 'x_1', 'x_2'],
  ['doctor'],
];

/** What stdout got, or the message of the error that is meant for the user. */
async function outcome(words: readonly string[], db: string): Promise<string> {
  let written = '';
  const stream = {
    write: (text: string | Uint8Array) => {
      written += text;
    },
  };
  const terminal = createTerminal({
    stdout: stream as unknown as NodeJS.WriteStream & { fd: 1 },
    stderr: stream as unknown as NodeJS.WriteStream & { fd: 2 },
    env: { PATH: '' },
    cwd: () => tmpdir(),
  });
  try {
    await runCommandLine([...words, '--db', db], terminal);
    return written;
  } catch (error) {
    if (error instanceof HarnessError) return error.message;
    throw error; // what main.ts would end with exit code 70
  }
}

test.each<[string, string, Uint8Array]>([
  ['invalid zstd', 'zstd', Buffer.from('{"not":"zstd"}')],
  ['zstd with damaged bytes', 'zstd', packed.map((byte, at) => (at > 9 ? byte ^ 0x5a : byte))],
  ['zstd that is cut', 'zstd', packed.subarray(0, packed.length - 7)],
  ['gzip under the name of zstd', 'zstd', gzipSync(json)],
  ['an encoding that nobody knows', 'rot13', json],
])('%s is recorded as it came, and does no harm to any command', async (_name, encoding, body) => {
  const db = await recorded(encoding, body, body);
  for (const words of commands) expect(await outcome(words, db)).not.toBe('');
  expect(await outcome(['show', 'x_1', '--json'], db)).toContain(`"request_bytes":${body.length}`);
});

test.each<[string, string]>([
  ['a request', "UPDATE bodies SET data = x'28b52ffd00'"],
  ['a response', "UPDATE segments SET data = x'28b52ffd00'"],
  ['a length', 'UPDATE bodies SET size = 1e15'],
])('%s that is damaged in the database is one clear error', async (_name, damage) => {
  const db = await recorded('identity', json, json);
  const writer = openDatabase(db, { mode: 'write' });
  writer.exec(damage);
  writer.close();
  for (const words of commands) expect(await outcome(words, db)).not.toBe('');
  expect(await outcome(['show', 'x_1'], db)).toMatch(/cannot be decompressed|length/);
  expect(await outcome(['doctor'], db)).toContain('PROBLEM');
});

test.each<[string, string, string]>([
  ['the headers', `headers = '[["a"'`, 'cannot be read'],
  ['the headers, of other types', `headers = '[["a", 1]]'`, 'cannot be read'],
  ['the headers of the answer', `response_headers = '{}'`, 'cannot be read'],
  ['the trailers', `trailers = 'x'`, 'cannot be read'],
  ['the time', 'started_at_ms = 9e99', 'no calendar has'],
  ['the status', 'status = -99999999999', 'HTTP does not have'],
])('where %s of one exchange is damaged, the list has the others', async (_name, set, said) => {
  const db = await recorded('identity', json, json);
  const writer = openDatabase(db, { mode: 'write' });
  writer.exec(`UPDATE exchanges SET ${set} WHERE id = 'x_1'`);
  writer.close();
  for (const words of commands) expect(await outcome(words, db)).not.toBe('');
  const files = mkdtempSync(join(tmpdir(), 'turntape-corrupt-columns-'));
  expect(await outcome(['export', '--parquet', join(files, 'p')], db)).not.toBe('');
  expect(await outcome(['show', 'x_1'], db)).toContain(said);
  expect(await outcome(['sessions'], db)).toContain('hi');
  expect(await outcome(['doctor'], db)).toContain('PROBLEM');
});

test('where chunks of one answer are damaged, the list has the others', async () => {
  const db = await recorded('identity', json, json);
  const writer = openDatabase(db, { mode: 'write' });
  writer.exec(`UPDATE segments SET sizes = 'x'
    WHERE exchange = (SELECT row FROM exchanges WHERE id = 'x_1')`);
  writer.close();
  expect(await outcome(['sessions'], db)).toContain('hi');
});
