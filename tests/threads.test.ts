// Conversations that the server keeps (`thread: continue`): every command works on what was asked,
// though the requests bring only what is new, or says that it is not known. The requests are those
// of the vendor's own SDK.
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import Anthropic from '@anthropic-ai/sdk';
import type { BetaMessageParam } from '@anthropic-ai/sdk/resources/beta/messages/messages';
import type { Database } from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { runCommandLine } from '../src/cli/command-line.ts';
import { exitCodeOf, HarnessError } from '../src/lib/harness-error.ts';
import type { HeaderList } from '../src/lib/header-list.ts';
import type { JsonObject } from '../src/lib/json.ts';
import { openDatabase } from '../src/store/open-database.ts';
import {
  end,
  exchangeStart,
  head,
  recordDirectly,
  session,
} from '../src/store/store.test-support.ts';
import { createTerminal } from '../src/terminal/console.ts';

interface Kept {
  readonly db: string;
  /** Exchange ids in order. */
  readonly ids: readonly string[];
  /** What the whole request of each call has to be. */
  readonly whole: readonly JsonObject[];
}
interface Recorded {
  readonly body: string;
  readonly answer: string;
}

const big = 'The same long text. '.repeat(400);
const settings = {
  model: 'claude-opus-4-8',
  max_tokens: 100,
  system: 'Be brief.',
  tools: [{ name: 'Bash', input_schema: { type: 'object' as const } }],
};

function answerOf(index: number): JsonObject {
  const call = { type: 'tool_use', id: `toolu_${index}`, name: 'Bash', input: { command: 'ls' } };
  return {
    ...{ id: `msg_${index}`, type: 'message', role: 'assistant', model: 'claude-opus-4-8' },
    content: index % 2 === 0 ? [call] : [{ type: 'text', text: `Answer ${index}.` }],
    ...{ stop_reason: index % 2 === 0 ? 'tool_use' : 'end_turn', stop_sequence: null },
    usage: { input_tokens: 9000 + index, output_tokens: 9, cache_read_input_tokens: 0 },
  };
}

/** The vendor's client, with a server that answers and writes down what was sent. */
function createClient() {
  const sent: Recorded[] = [];
  const client = new Anthropic({
    ...{ apiKey: 'sk-made-up', baseURL: 'http://127.0.0.1:9', maxRetries: 0 },
    fetch: (_url: unknown, init?: { body?: unknown }) => {
      const answer = JSON.stringify(answerOf(sent.length));
      sent.push({ body: String(init?.body), answer });
      const headers = { 'content-type': 'application/json' };
      return Promise.resolve(new Response(answer, { headers }));
    },
  });
  return { client, sent };
}

function record(
  database: Database,
  recorded: readonly Recorded[],
  change: (index: number) => {
    headers?: HeaderList;
    session?: string;
    outcome?: 'cut';
  } = () => ({}),
): string[] {
  const sink = recordDirectly(database);
  const ids = recorded.map(({ body, answer }, index) => {
    const { headers = [['x-api-key', '<redacted:1>']], session: of, outcome } = change(index);
    const start = exchangeStart(`x_${index}`, body);
    sink.begin({
      ...{ ...start, headers, startedAtMs: start.startedAtMs + index * 1000 },
      session: of === undefined ? session : { ...session, id: of, clientSessionId: of },
    });
    // A stream that breaks off has named its message, and a whole one has not begun otherwise.
    const type = outcome === 'cut' ? 'text/event-stream' : 'application/json';
    const begun = `data: {"type":"message_start","message":${answer}}\n\n`;
    sink.responseHead(start.id, { ...head, headers: [['content-type', type]] });
    sink.chunk(start.id, Buffer.from(outcome === 'cut' ? begun : answer), 6);
    sink.end(start.id, end);
    return start.id;
  });
  sink.close();
  return ids;
}

function newDatabase(): { db: string; database: Database } {
  const db = join(mkdtempSync(join(tmpdir(), 'turntape-threads-')), 'private', 'tape.db');
  return { db, database: openDatabase(db, { mode: 'write' }) };
}

/** A user turn with two tools and one without, as the SDK's thread sends it. */
async function threadOfSdk(): Promise<Kept> {
  const { client, sent } = createClient();
  const thread = client.beta.messages.thread(settings);
  const whole: JsonObject[] = [];
  const turns: BetaMessageParam[] = [
    { role: 'user', content: 'Look at it.' },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_0', content: 'a b' }] },
    { role: 'user', content: 'And now?' },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'toolu_2', content: 'c d' }] },
  ];
  for (const turn of turns) {
    const messages = [...thread.messages, turn];
    whole.push({ ...settings, messages } as unknown as JsonObject);
    await thread.send(turn);
  }
  const { db, database } = newDatabase();
  const ids = record(database, sent);
  database.close();
  return { db, ids, whole };
}

async function run(db: string, ...words: string[]) {
  let [stdout, stderr] = ['', ''];
  const write = (add: (text: string) => void) =>
    ({
      write: (part: string | Uint8Array) => add(Buffer.from(part as string).toString()),
    }) as unknown;
  const terminal = createTerminal({
    stdout: write((text) => (stdout += text)) as NodeJS.WriteStream & { fd: 1 },
    stderr: write((text) => (stderr += text)) as NodeJS.WriteStream & { fd: 2 },
    ...{ env: {}, cwd: () => tmpdir() },
  });
  try {
    const code = await runCommandLine([...words, '--db', db], terminal);
    return { code, stdout, stderr };
  } catch (error) {
    if (!(error instanceof HarnessError)) throw error;
    return { code: exitCodeOf(error), stdout, stderr: error.message };
  }
}

interface ShownHistory {
  readonly exchanges: readonly { readonly history: JsonObject | null }[];
}

describe('a thread of the vendor’s SDK', () => {
  test('sends only what is new, without system and tools', async () => {
    const { client, sent } = createClient();
    const thread = client.beta.messages.thread(settings);
    await thread.send({ role: 'user', content: 'One.' });
    await thread.send({ role: 'user', content: 'Two.' });
    const [first, second] = sent.map(({ body }) => JSON.parse(body) as JsonObject);
    expect(first).toMatchObject({ thread: { type: 'create' }, system: 'Be brief.' });
    expect(second).toEqual({
      ...{ model: settings.model, max_tokens: 100, stream: false },
      messages: [{ role: 'user', content: 'Two.' }],
      thread: { type: 'continue', previous_message_id: 'msg_0' },
    });
  });

  test('show tells what was sent, and gives the whole request', async () => {
    const { db, ids, whole } = await threadOfSdk();
    const { stdout } = await run(db, 'show', session.id, '--json');
    const { exchanges } = JSON.parse(stdout) as ShownHistory;
    expect(exchanges.map(({ history }) => history)).toMatchObject([
      null,
      { continues: 'msg_0', exchange: 'x_0', sent: 1, inherited: 2, from: ['x_0'] },
      { continues: 'msg_1', exchange: 'x_1', sent: 1, inherited: 4, from: ['x_0', 'x_1'] },
      { continues: 'msg_2', exchange: 'x_2', sent: 1, inherited: 6, from: ['x_0', 'x_1', 'x_2'] },
    ]);
    expect((await run(db, 'show', session.id)).stdout).toContain(
      '1 to 3 continue an earlier answer',
    );
    expect((await run(db, 'show', 'x_2')).stdout).toContain(
      'continues msg_1: 1 sent, 4 earlier of 2 exchanges',
    );
    for (const [index, id] of ids.entries()) {
      const shown = await run(db, 'show', id, '--part', 'whole-request');
      expect(JSON.parse(shown.stdout)).toMatchObject(whole[index] ?? {});
    }
  });

  test('explain, compare, check, promote and ab read whole requests', async () => {
    const { db } = await threadOfSdk();
    const explained = JSON.parse((await run(db, 'explain', session.id, '--json')).stdout)
      .sessions[0] as {
      turns: { continues: number | null; breaks: { cause: string }[] }[];
    };
    expect(explained.turns.map(({ continues }) => continues)).toEqual([null, 0, 1, 2]);
    const causes = explained.turns.flatMap(({ breaks }) => breaks.map(({ cause }) => cause));
    expect(causes).not.toContain('message-changed');
    expect(causes).not.toContain('history-unknown');

    const compared = await run(db, 'compare', session.id, session.id, '--all');
    expect(compared.stdout).toMatch(/history +held by the server, on 3 of 4 calls/);
    expect(compared.stdout).toMatch(/thread +changes: 4 values/);
    expect(compared.stdout).toMatch(/tools: constant +yes/);

    const out = join(db, '..', 'scenario');
    const words = ['--as', 'scenario', '--name', 'played', '--out', out, '--allow-secrets'];
    const promoted = await run(db, 'promote', session.id, ...words);
    expect([promoted.code, promoted.stderr]).toEqual([0, expect.any(String)]);
    const scenario = readFileSync(join(out, 'played.yaml'), 'utf8');
    expect(scenario.match(/name: Bash/g)?.length).toBeGreaterThanOrEqual(2);
    expect(scenario).not.toContain('thread');

    const played = await run(db, 'ab', '--session', session.id, '--repeats', '1', '--json');
    expect([played.code, played.stdout.length > 0]).toEqual([0, true]);
    expect(JSON.parse(played.stdout)).toMatchObject({ schema_version: 1 });

    const { stderr } = await run(db, 'export', '--jsonl');
    expect(stderr).toContain('3 requests of these bring only what is new');

    const checked = await run(db, 'check', '--session', session.id, '--translator', 'cat');
    expect(checked.stdout + checked.stderr).not.toContain('continue');
  });
});

describe('a history that is not known', () => {
  const cases = {
    missing: { why: 'not recorded', without: 0 },
    incomplete: {
      why: 'is incomplete',
      change: (index: number) => (index === 0 ? { outcome: 'cut' as const } : {}),
    },
    'other-account': {
      why: "another account's",
      change: (index: number) => ({ headers: [['x-api-key', index === 0 ? 'b' : 'a'] as const] }),
    },
  } as const;

  test.each(Object.entries(cases))('%s is said by every command', async (unknown, how) => {
    const { client, sent } = createClient();
    const thread = client.beta.messages.thread(settings);
    for (const text of ['One.', 'Two.', 'Three.'])
      await thread.send({ role: 'user', content: text });
    const { db, database } = newDatabase();
    const change = 'change' in how ? how.change : undefined;
    record(database, 'without' in how ? sent.slice(1) : sent, change);
    database.close();
    const last = 'without' in how ? 'x_1' : 'x_2';

    const { exchanges } = JSON.parse(
      (await run(db, 'show', session.id, '--json')).stdout,
    ) as ShownHistory;
    expect(exchanges.at(-1)?.history).toMatchObject({ unknown, sent: null, inherited: null });
    expect((await run(db, 'show', last)).stdout).toContain(how.why);
    const whole = await run(db, 'show', last, '--part', 'whole-request');
    expect([whole.code, whole.stdout]).toEqual([2, '']);
    expect(whole.stderr).toContain(how.why);

    const { turns } = JSON.parse((await run(db, 'explain', session.id, '--json')).stdout)
      .sessions[0] as {
      turns: { unknown_history?: string; lost_tokens: number; breaks: { cause: string }[] }[];
    };
    expect(turns.at(-1)).toMatchObject({
      ...{ unknown_history: unknown, lost_tokens: 0 },
      breaks: [{ cause: 'history-unknown', tokens_lost: 0 }],
    });
    expect((await run(db, 'explain', session.id)).stdout).toContain(how.why);
    expect((await run(db, 'compare', session.id, session.id, '--all')).stdout).toContain(
      'not known on 2',
    );
    for (const words of [
      ['promote', session.id, '--as', 'scenario', '--name', 'a', '--out', join(db, '..', 'out')],
      ['check', '--session', session.id, '--against', 'HEAD'],
      ['ab', '--session', session.id],
    ]) {
      const { code, stderr } = await run(db, ...words);
      expect([words[0], code]).toEqual([words[0], 2]);
      expect(stderr).toContain(how.why);
    }
  });
});

test('a break in what was left to the server names the call that brought it, and its byte', async () => {
  const { client, sent } = createClient();
  const one = client.beta.messages.thread(settings);
  const other = client.beta.messages.thread(settings);
  await one.send({ role: 'user', content: 'A small beginning.' });
  await other.send([
    { role: 'user', content: 'Another beginning.' },
    { role: 'user', content: big },
  ]);
  // It shares most of its text with the other thread's, and leaves it at its first message.
  await one.send({ role: 'user', content: big });
  const { db, database } = newDatabase();
  record(database, sent);
  database.close();
  const { turns } = JSON.parse((await run(db, 'explain', session.id, '--json')).stdout)
    .sessions[0] as {
    turns: { continues: number; breaks: { from?: JsonObject; pointer: string; byte: number }[] }[];
  };
  const found = turns[2]?.breaks.find(({ pointer }) => pointer !== null);
  expect(turns[2]?.continues).toBe(1);
  expect(found).toMatchObject({
    ...{ from: { seq: 0, id: 'x_0', part: 'request' }, pointer: '/messages/0/content' },
  });
  expect(sent[0]?.body.slice(found?.byte)).toMatch(/^ ?small|^A small|^ small/);
  const { stdout } = await run(db, 'explain', session.id);
  expect(stdout).toMatch(/at \/messages\/0\/content \(byte \d+\) of the request of call 0/);
});

test('a break in an answer names the call, and no byte', async () => {
  const { client, sent } = createClient();
  const one = client.beta.messages.thread(settings);
  await one.send({ role: 'user', content: 'The same beginning.' });
  const other: BetaMessageParam[] = [
    { role: 'user', content: 'The same beginning.' },
    { role: 'assistant', content: 'Something else.' },
    { role: 'user', content: big },
  ];
  await client.beta.messages.create({ ...settings, messages: other });
  await one.send({ role: 'user', content: big });
  const { db, database } = newDatabase();
  record(database, sent);
  database.close();
  const { turns } = JSON.parse((await run(db, 'explain', session.id, '--json')).stdout)
    .sessions[0] as {
    turns: { continues: number; breaks: JsonObject[] }[];
  };
  expect(turns[2]?.continues).toBe(1);
  expect(turns[2]?.breaks.find(({ pointer }) => pointer !== null)).toMatchObject({
    ...{ from: { seq: 0, id: 'x_0', part: 'answer' }, pointer: '/content/0', byte: null },
  });
});

test('a thread that another session of the same account began is continued', async () => {
  const { client, sent } = createClient();
  const thread = client.beta.messages.thread(settings);
  await thread.send({ role: 'user', content: 'One.' });
  await thread.send({ role: 'user', content: 'Two.' });
  const { db, database } = newDatabase();
  record(database, sent, (index) => (index === 0 ? { session: 's_before' } : {}));
  database.close();
  const { stdout } = await run(db, 'show', 'x_1', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ history: { exchange: 'x_0', inherited: 2 } });
});

test('a conversation that is taken up again at an earlier answer has that one’s history', async () => {
  const { client, sent } = createClient();
  const thread = client.beta.messages.thread(settings);
  await thread.send({ role: 'user', content: 'One.' });
  await thread.send({ role: 'user', content: 'Two.' });
  const again = { type: 'continue', previous_message_id: 'msg_0' } as const;
  const other = [{ role: 'user', content: 'Another two.' } as const];
  await client.beta.messages.create({ ...settings, messages: other, thread: again });
  const { db, database } = newDatabase();
  record(database, sent);
  database.close();
  const { stdout } = await run(db, 'show', 'x_2', '--part', 'whole-request');
  expect((JSON.parse(stdout) as { messages: BetaMessageParam[] }).messages).toMatchObject([
    ...[{ content: 'One.' }, { role: 'assistant' }, { content: 'Another two.' }],
  ]);
});

describe('previous_response_id over HTTP', () => {
  const message = (text: string) => ({ type: 'message', role: 'user', content: text });
  const output = { type: 'message', id: 'msg_1', role: 'assistant', content: 'An answer.' };
  const call = {
    type: 'function_call',
    id: 'fc_1',
    call_id: 'call_1',
    name: 'ls',
    arguments: '{}',
  };
  const result = { type: 'function_call_output', call_id: 'call_1', output: 'a.js' };
  const requests: JsonObject[] = [
    { model: 'gpt-5.5', instructions: 'Be brief.', input: 'What is here?' },
    { model: 'gpt-5.5', previous_response_id: 'resp_0', input: [result] },
    { model: 'gpt-5.5', previous_response_id: 'resp_1', input: 'And now?' },
  ];
  const answers = [[call], [output], [output]];

  async function recorded(from = 0): Promise<string> {
    const { db, database } = newDatabase();
    const sink = recordDirectly(database);
    for (const [index, request] of requests.entries()) {
      if (index < from) continue;
      // As some clients send them: packed, and answered as a stream or as a whole.
      const body = zstdCompressSync(JSON.stringify(request));
      const response = { id: `resp_${index}`, object: 'response', status: 'completed' };
      const whole = { ...response, output: answers[index] ?? [] };
      const isStream = index === 1;
      const events = [
        ...(answers[index] ?? []).map((item) => ({ type: 'response.output_item.done', item })),
        { type: 'response.completed', response: { ...response, output: [] } },
      ].map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
      const start = exchangeStart(`x_${index}`, body);
      sink.begin({
        ...{ ...start, target: '/v1/responses', startedAtMs: start.startedAtMs + index },
        headers: [['content-encoding', 'zstd']],
      });
      const type = isStream ? 'text/event-stream' : 'application/json';
      sink.responseHead(start.id, { ...head, headers: [['content-type', type]] });
      sink.chunk(start.id, Buffer.from(isStream ? events.join('') : JSON.stringify(whole)), 6);
      sink.end(start.id, end);
    }
    sink.close();
    database.close();
    return db;
  }

  test('is put together, without the earlier instructions', async () => {
    const { stdout } = await run(await recorded(), 'show', 'x_2', '--part', 'whole-request');
    expect(JSON.parse(stdout)).toEqual({
      model: 'gpt-5.5',
      input: [message('What is here?'), call, result, output, message('And now?')],
    });
  });

  test('is not known where the first call is missing', async () => {
    const { stdout } = await run(await recorded(1), 'explain', session.id, '--json');
    const { turns } = JSON.parse(stdout).sessions[0] as { turns: { unknown_history?: string }[] };
    expect(turns.map((turn) => turn.unknown_history)).toEqual(['missing', 'missing']);
  });
});
