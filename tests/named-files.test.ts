// A file of whole requests in the place of a session: what a command makes of it is what it makes
// of the same session in the database. Nothing of the file is kept.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { runCommandLine } from '../src/cli/command-line.ts';
import { HarnessError } from '../src/lib/harness-error.ts';
import { openDatabase } from '../src/store/open-database.ts';
import {
  end,
  exchangeStart,
  head,
  recordDirectly,
  session,
  temporaryDatabasePath,
} from '../src/store/store.test-support.ts';
import type { Terminal } from '../src/terminal/console.ts';

const db = temporaryDatabasePath();
const folder = mkdtempSync(join(tmpdir(), 'turntape-named-'));
/** Where no database is. */
const nowhere = join(folder, 'none', 'tape.db');
const both = join(folder, 'both#sides.jsonl');
const two = join(folder, 'two.jsonl');
const har = join(folder, 'one.har');
const rollout = join(folder, 'rollout.jsonl');

const events = (...values: readonly { type: string }[]): string =>
  values.map((value) => `event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`).join('');
const said = (text: string): object => ({ role: 'user', content: text });
const answered = (text: string): object => ({
  role: 'assistant',
  content: [{ type: 'text', text }],
});

function anthropicAnswer(text: string): string {
  return events(
    Object.assign(
      { type: 'message_start' },
      { message: { id: 'm', role: 'assistant', content: [], usage: { input_tokens: 900 } } },
    ),
    Object.assign(
      { type: 'content_block_start' },
      { index: 0, content_block: { type: 'text', text } },
    ),
    Object.assign({ type: 'content_block_stop' }, { index: 0 }),
    Object.assign(
      { type: 'message_delta' },
      { delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 5 } },
    ),
    { type: 'message_stop' },
  );
}

function responsesAnswer(text: string): string {
  const item = {
    ...{ type: 'message', id: 'msg', role: 'assistant', status: 'completed' },
    content: [{ type: 'output_text', text }],
  };
  const usage = { input_tokens: 900, output_tokens: 5, total_tokens: 905 };
  return events(
    Object.assign({ type: 'response.output_item.done' }, { output_index: 0, item }),
    Object.assign(
      { type: 'response.completed' },
      { response: { id: 'resp', status: 'completed', output: [item], usage } },
    ),
  );
}

function recordSession(sink: ReturnType<typeof recordDirectly>, name: string): void {
  const put = (id: string, body: object, more: object, answer: string): void => {
    // With what a recorder stores of headers: redacted.
    const headers = [['x-key', '<redacted:0badcafe>']] as const;
    sink.begin({ ...exchangeStart(id, JSON.stringify(body)), headers, ...more });
    sink.responseHead(id, head);
    sink.chunk(id, new TextEncoder().encode(answer), 1);
    sink.end(id, end);
  };
  const messages = [
    said(`begin ${name}`),
    answered('one'),
    said('go on'),
    answered('two'),
    said('end'),
  ];
  for (const length of [1, 3, 5]) {
    const id = `x_${name}_${length}`;
    const history = messages.slice(0, length);
    const client = { model: 'gpt-5.5', max_tokens: 9, system: 'Be brief.', messages: history };
    const side = { ...session, id: `s_${name}` };
    put(id, client, { target: '/v1/messages', session: side }, anthropicAnswer('fine'));
    put(
      `${id}_up`,
      { model: 'gpt-5.5', instructions: '', input: history, store: false },
      {
        target: '/v1/responses',
        linkedTo: id,
        session: { ...session, id: `s_${name}_up`, side: 'upstream' },
      },
      responsesAnswer('fine'),
    );
  }
}

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly said: string;
}

async function turntape(database: string, ...argv: string[]): Promise<Ran> {
  const out: Buffer[] = [];
  const lines: string[] = [];
  const terminal: Terminal = {
    ...{ env: {}, cwd: folder, colour: false, quiet: false, childOwnsStdout: false },
    result: (line) => void out.push(Buffer.from(`${line}\n`)),
    bytes: (bytes) => void out.push(Buffer.from(bytes)),
    json: (value) => void out.push(Buffer.from(JSON.stringify(value))),
    note: (line) => lines.push(line),
    error: (line) => lines.push(line),
  };
  const code = await runCommandLine([...argv, '--db', database], terminal);
  return { code, out: Buffer.concat(out).toString(), said: lines.join('\n') };
}

async function problemOf(...argv: string[]): Promise<string> {
  const error = await turntape(nowhere, ...argv).catch((thrown: unknown) => thrown);
  if (error instanceof HarnessError) return `${error.message}. ${error.hint}`;
  throw new Error(`no problem, but ${JSON.stringify(error)}`);
}

beforeAll(async () => {
  const database = openDatabase(db, { mode: 'write' });
  const sink = recordDirectly(database);
  recordSession(sink, 'one');
  recordSession(sink, 'other');
  sink.close();
  database.close();
  writeFileSync(both, (await turntape(db, 'export', 's_one', 's_one_up', '--jsonl')).out);
  writeFileSync(two, (await turntape(db, 'export', '--jsonl')).out);
  writeFileSync(har, (await turntape(db, 'export', 's_one_up', '--har')).out);
  writeFileSync(
    rollout,
    [
      ['session_meta', { id: 'r', cwd: '/repo', cli_version: '0.169.0' }],
      ['turn_context', { model: 'gpt-5.5' }],
      ['token_usage_record', { response_id: 'a', usage: { input_tokens: 9, output_tokens: 1 } }],
    ]
      .map(([type, payload]) =>
        JSON.stringify({ timestamp: '2026-07-01T00:00:00.000Z', type, payload }),
      )
      .join('\n'),
  );
});

/** The smallest: `check` takes it beside the session. */
const fixture = join(process.cwd(), 'recordings/codex-tool-loop');
const translator = `${process.execPath} ${join(process.cwd(), 'bin/turntape.js')} translate`;

describe.each<[string, (session: string) => string[]]>([
  ['show', (name) => ['show', name, '--json']],
  ['show of a call', (name) => ['show', `${name}#2`, '--part', 'request-body']],
  ['explain', (name) => ['explain', name, '--json']],
  ['compare', (name) => ['compare', name, name, '--json', '--all']],
  ['check', (name) => ['check', '--session', name, '--translator', translator, '--json', fixture]],
  ['conform', (name) => ['conform', '--session', name]],
])('%s', (_, words) => {
  test('reads a file as it reads the session', async () => {
    mkdirSync(join(folder, 'none'), { recursive: true });
    const recorded = await turntape(db, ...words('s_one'));
    const named = await turntape(nowhere, ...words(both));
    expect(recorded.out.length).toBeGreaterThan(20);
    expect({ ...named, out: named.out.replaceAll(both, 's_one') }).toEqual(recorded);
  });
});

test('ab plays a file as it plays the session', async () => {
  const played = async (database: string, session: string): Promise<unknown> => {
    const words = ['ab', '--session', session, '--repeats', '1', '--json'];
    const { arms, headline } = JSON.parse((await turntape(database, ...words)).out);
    return { arms, headline };
  };
  const recorded = await played(db, 's_one');
  expect(recorded).toMatchObject({ arms: { off: {}, on: {} } });
  expect(await played(join(folder, 'runs', 'tape.db'), both)).toEqual(recorded);
});

test('promote makes the same fixture and the same scenario', async () => {
  for (const as of ['fixture', 'scenario']) {
    const [recorded, named] = ['recorded', 'named'].map((name) => join(folder, as, name));
    await turntape(db, 'promote', 's_one', '--as', as, '--name', 'it', '--out', recorded ?? '');
    await turntape(nowhere, 'promote', both, '--as', as, '--name', 'it', '--out', named ?? '');
    const files = (path: string): string[] =>
      readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
    expect(files(named ?? '').length).toBeGreaterThan(0);
    expect(files(named ?? '')).toEqual(files(recorded ?? ''));
  }
});

test('a database is neither needed nor made, except where a run is saved', async () => {
  const elsewhere = join(folder, 'elsewhere', 'tape.db');
  await turntape(elsewhere, 'show', both);
  await turntape(elsewhere, 'compare', both, har);
  expect(existsSync(elsewhere)).toBe(false);
});

test('view writes a page of a file, and leaves no database behind', async () => {
  const [temporary, page] = [join(folder, 'temporary'), join(folder, 'named.html')];
  mkdirSync(temporary);
  vi.stubEnv('TMPDIR', temporary);
  await turntape(nowhere, 'view', both, '--original', '--export', page);
  vi.unstubAllEnvs();
  expect(readFileSync(page, 'utf8')).toMatch(/begin one.*x_one_5/s);
  expect(readdirSync(temporary)).toEqual([]);
});

test('a file of another recorder has one session: it is read without a name', async () => {
  const { out } = await turntape(nowhere, 'show', har, '--json');
  expect(JSON.parse(out)).toMatchObject({ turns: 3 });
});

test('of several sessions one is named, behind the path', async () => {
  expect(await problemOf('show', two)).toMatch(
    /two\.jsonl holds 2 sessions: s_one \(3 calls\), s_other \(3 calls\)\. Name one: .*two\.jsonl#s_one$/,
  );
  const { out } = await turntape(nowhere, 'show', `${two}#s_other#3`, '--part', 'request-body');
  expect(JSON.parse(out)).toMatchObject({ messages: { length: 5 } });
});

test('a session of the database comes before a file of its name', async () => {
  writeFileSync(join(folder, 's_one'), 'nothing');
  const before = process.cwd();
  process.chdir(folder);
  try {
    expect((await turntape(db, 'show', 's_one', '--json')).out).toContain('s_one');
    expect(await problemOf('show', 's_one')).toContain('is of no format that is known');
  } finally {
    process.chdir(before);
  }
});

test('a rollout is shown; what needs requests says in one line that it has none', async () => {
  expect((await turntape(nowhere, 'show', rollout)).out).toMatch(/^session r: 1 call/);
  for (const words of [
    ['compare', rollout, both],
    ['promote', rollout, '--name', 'it'],
    ['check', '--session', rollout, '--against', 'HEAD'],
    ['ab', '--session', rollout],
    ['conform', '--session', rollout],
  ]) {
    expect(await problemOf(...words)).toMatch(
      /rollout\.jsonl holds what calls counted, and not their requests\. turntape explain/,
    );
  }
});

test('what is neither a session nor a file says so, and a folder says what it lacks', async () => {
  await expect(turntape(db, 'show', 'missing.har')).rejects.toThrow('no session or exchange');
  expect(await problemOf('show', folder)).toContain('lists no requests');
});
