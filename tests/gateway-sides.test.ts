// A session of a gateway has two sides: commands that explain or compare say which one they take.
import { expect, test } from 'vitest';
import { openDatabase } from '../src/store/open-database.ts';
import {
  end,
  exchangeStart,
  head,
  recordDirectly,
  session,
  temporaryDatabasePath,
} from '../src/store/store.test-support.ts';
import type { Ended } from './program.ts';
import { turntape } from './turntape.ts';

const db = temporaryDatabasePath();
const database = openDatabase(db, { mode: 'write' });
const sink = recordDirectly(database);
const text = (value: unknown): string => `event: x\ndata: ${JSON.stringify(value)}\n\n`;
const record = (id: string, body: object, more: object, events: string): void => {
  sink.begin({ ...exchangeStart(id, JSON.stringify(body)), ...more });
  sink.responseHead(id, head);
  sink.chunk(id, new TextEncoder().encode(events), 1);
  sink.end(id, end);
};
record(
  'x_1',
  { model: 'gpt-5.5', max_tokens: 9, messages: [{ role: 'user', content: 'hello' }] },
  { target: '/v1/messages' },
  text({ type: 'message_start', message: { usage: { input_tokens: 9 } } }),
);
record(
  'x_2',
  { model: 'gpt-5.5', input: [{ type: 'message', role: 'user', content: 'hello' }] },
  {
    target: '/v1/responses',
    linkedTo: 'x_1',
    session: { ...session, id: 's_up', side: 'upstream' },
  },
  text({
    type: 'response.completed',
    response: { usage: { input_tokens: 9, output_tokens: 1 }, output: [] },
  }),
);
sink.close();
database.close();

const run = (...words: string[]): Promise<Ended> => turntape([...words, '--db', db], { cwd: '/' });

test('explain takes the side that met the cache, and says so', async () => {
  const { stdout, stderr } = await run('explain', 's_one');
  expect(stdout).toMatch(/^claude, upstream side, s_up\n/);
  expect(stderr).toMatch(/^s_one is the client's side .*s_up; --side client[^\n]*\n$/);
});

test.each([
  ['client', 's_one', 's_one'],
  ['upstream', 's_one', 's_up'],
  ['upstream', 's_up', 's_up'],
])('explain --side %s of %s is that of %s, without a note', async (side, named, id) => {
  const { stdout, stderr } = await run('explain', named, '--side', side);
  expect(stdout).toContain(`${side} side, ${id}\n`);
  expect(stderr).toBe('');
});

test.each([
  ['s_one', 's_up'],
  ['s_up', 's_one'],
])('compare refuses %s and %s: two sides of one gateway', async (a, b) => {
  const { code, stderr } = await run('compare', a, b);
  expect(stderr).toContain('two sides of one gateway');
  expect(code).toBe(2);
});

test('compare of a side with itself is fine', async () => {
  expect((await run('compare', 's_up', 's_up')).code).toBe(0);
});
