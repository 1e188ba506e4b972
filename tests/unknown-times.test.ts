// Sources that do not say when something came: what is not known is shown as not known, never as
// zero.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { turntape } from './turntape.ts';

const folder = mkdtempSync(join(tmpdir(), 'turntape-times-'));
let files = 0;

async function run(...words: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await turntape(words, { cwd: folder });
  expect(code, stderr).toBe(0);
  return stdout;
}

/** Imports a file. @returns the database, and the id of its only exchange */
async function imported(text: string): Promise<{ db: string; id: string }> {
  const db = join(folder, `${files}.db`);
  const file = join(folder, String(files++));
  writeFileSync(file, text);
  await run('import', file, '--db', db);
  const exported = JSON.parse(await run('export', '--jsonl', '--db', db)) as { id: string };
  return { db, id: exported.id };
}

const har = (entry: object): string =>
  JSON.stringify({
    log: {
      entries: [
        {
          startedDateTime: '2023-11-14T22:13:20Z',
          request: { method: 'POST', url: 'https://api.anthropic.com/v1/messages', headers: [] },
          response: { status: 200, headers: [], content: { text: '{"usage":{}}' } },
          ...entry,
        },
      ],
    },
  });
const pair = (more: object): string =>
  JSON.stringify({
    request: {
      timestamp: 1_700_000_000,
      method: 'POST',
      url: '/v1/messages',
      headers: {},
      body: {},
    },
    response: { status_code: 200, headers: {}, body: { usage: {} } },
    ...more,
  });

const sources: readonly (readonly [string, string])[] = [
  ['a HAR whose timings are -1', har({ time: 0, timings: { send: -1, wait: -1, receive: -1 } })],
  ['a HAR whose timings are zeros', har({ time: 0, timings: { send: 0, wait: 0, receive: 0 } })],
  ['a claude-trace pair without the time of its log', pair({})],
  ['an agent trace', '{"block_size":64,"requests":[{"t":0,"type":"n","hash_ids":[1],"output":1}]}'],
];

describe.each(sources)('%s', (_what, text) => {
  test('has an answer, and no time at which it came', async () => {
    const { db, id } = await imported(text);
    const shown = JSON.parse(await run('show', id, '--timeline', '--json', '--db', db)) as {
      timeline: { what: string; ms: number | null }[];
    };
    expect(shown.timeline.map(({ what, ms }) => [what, ms])).toEqual([
      ['request', 0],
      ['chunks', null],
    ]);
    expect(await run('show', id, '--timeline', '--db', db)).toMatch(/ - +- +chunks/);
  });

  test('says so in a HAR, and stays unknown when it is imported again', async () => {
    const { db } = await imported(text);
    const written = await run('export', '--har', '--db', db);
    expect(written).toContain('"comment":"not all known: 0 where not"');
    const again = await imported(written);
    const line = await run('export', '--jsonl', '--db', again.db);
    const { response, chunks, end } = JSON.parse(line) as Record<string, { elapsedMs?: null }>;
    expect([response?.elapsedMs, end?.elapsedMs]).toEqual([null, null]);
    expect(chunks).toMatchObject([{ elapsedMs: null }]);
  });
});

test('an exchange without a date is refused, and the others are taken', async () => {
  const entries = [{ startedDateTime: 'yesterday' }, {}, { startedDateTime: null }].flatMap(
    (more) => (JSON.parse(har(more)) as { log: { entries: unknown[] } }).log.entries,
  );
  const path = join(folder, String(files++));
  writeFileSync(path, JSON.stringify({ log: { entries: [...entries, null, 5, 'text', []] } }));
  const words = ['import', path, '--json', '--db', `${path}.db`];
  const { code, stderr, stdout } = await turntape(words, { cwd: folder });
  expect(JSON.parse(stdout)).toMatchObject({ files: [{ imported: 1, failed: 6 }] });
  expect(stderr).toMatch(
    /exchange 1, \S+ cannot be stored: startedAtMs: it does not say when it began/,
  );
  expect(stderr).toMatch(/1 more exchange cannot be stored/);
  expect(code).toBe(1);
});

test('a HAR that knows only the whole time keeps it as the end', async () => {
  const { db } = await imported(har({ time: 1500 }));
  const line = await run('export', '--jsonl', '--db', db);
  expect(JSON.parse(line)).toMatchObject({
    ...{ response: { elapsedMs: null }, end: { elapsedMs: 1500 }, chunks: [{ elapsedMs: 1500 }] },
  });
});
