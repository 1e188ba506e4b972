// Records the hand-made fixture as the gateway would (both sides, linked) and promotes it again.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { loadO200kTokenizer } from '../../backends/o200k-tokenizer.ts';
import { checkFixture } from '../../check/check-fixture.ts';
import type { ExchangeEnd } from '../../domain/exchange.ts';
import type { SessionDescriptor } from '../../domain/session.ts';
import { type FileMap, parseFixture } from '../../formats/fixture-files.ts';
import { exitCodeOf, HarnessError } from '../../lib/harness-error.ts';
import type { JsonObject } from '../../lib/json.ts';
import { loadScenario } from '../../scenarios/load.ts';
import { countSteps } from '../../scenarios/scenario.ts';
import { openDatabase } from '../../store/open-database.ts';
import { recordDirectly } from '../../store/store.test-support.ts';
import type { Terminal } from '../../terminal/console.ts';
import { promoteCommand } from './promote.ts';

const folder = mkdtempSync(join(tmpdir(), 'turntape-promote-'));
afterAll(() => rmSync(folder, { recursive: true }));

function readFolder(path: string): FileMap {
  return new Map(
    readdirSync(path, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const file = join(entry.parentPath, entry.name);
        return [relative(path, file), readFileSync(file, 'utf8')] as const;
      }),
  );
}
const source = parseFixture(
  'hand-made-tool-loop',
  readFolder(fileURLToPath(new URL('../../../recordings/hand-made-tool-loop', import.meta.url))),
);

const client: SessionDescriptor = {
  id: 's_client',
  client: 'claude',
  side: 'client',
  clientSessionId: source.meta.headers[0]?.[1] ?? '',
  agentId: null,
  kind: 'turn',
  parent: null,
};
const upstream: SessionDescriptor = { ...client, id: 's_upstream', side: 'upstream' };
const complete: ExchangeEnd = { outcome: 'complete', error: null, trailers: [], elapsedMs: 9 };

interface Recording {
  /** How the last client exchange ended; undefined: it never did. */
  readonly lastEnd?: ExchangeEnd | undefined;
  readonly lastStatus?: number;
  readonly hasUpstream?: boolean;
  readonly edit?: (body: string) => string;
}

/** A database with the fixture's session in it, as the gateway records it. */
async function record(name: string, recording: Recording = {}): Promise<string> {
  const { lastEnd = complete, lastStatus = 200, hasUpstream = true, edit = (b) => b } = recording;
  const path = join(folder, name, 'tape.db');
  const database = openDatabase(path, { mode: 'write' });
  const sink = recordDirectly(database);
  let startedAtMs = 1_700_000_000_000;
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  const play = async (
    id: string,
    session: SessionDescriptor,
    body: string,
    answer: string,
    end: ExchangeEnd | undefined,
    status = 200,
  ): Promise<void> => {
    sink.begin({
      id,
      session,
      method: 'POST',
      target: session.side === 'client' ? '/v1/messages?beta=true' : '/v1/responses',
      headers: source.meta.headers,
      body: encode(edit(body)),
      startedAtMs: startedAtMs++,
      linkedTo: session.side === 'client' ? null : id.replace('up', 'x_'),
    });
    sink.flushed(id, 1);
    sink.responseHead(id, { status, statusText: 'OK', headers: [], elapsedMs: 2 });
    sink.chunk(id, encode(answer), 3);
    if (end) sink.end(id, end);
  };
  for (const [index, { number, request, response }] of source.turns.entries()) {
    const isLast = index === source.turns.length - 1;
    const expected = source.expected.get('off')?.get(number);
    await play(
      `x_${number}`,
      client,
      JSON.stringify(request),
      expected?.response ?? '',
      isLast ? lastEnd : complete,
      isLast ? lastStatus : 200,
    );
    if (hasUpstream) {
      await play(`up${number}`, upstream, JSON.stringify(expected?.request), response, complete);
    }
  }
  sink.close();
  database.close();
  return path;
}

interface Flags {
  readonly as?: string;
  readonly name?: string;
  readonly session?: string;
  readonly turns?: number;
  readonly skipFailed?: boolean;
  readonly allowSecrets?: boolean;
  readonly force?: boolean;
  readonly out?: string;
}

async function promote(db: string, flags: Flags = {}): Promise<string> {
  const { out = join(db, '..', 'out') } = flags;
  const { as = 'fixture', name = 'promoted', session = 's_client', turns } = flags;
  const terminal: Terminal = {
    env: {},
    cwd: folder,
    colour: false,
    quiet: true,
    childOwnsStdout: false,
    result: () => {},
    bytes: () => {},
    json: () => {},
    note: () => {},
    error: () => {},
  };
  const code = await promoteCommand.run(
    {
      session,
      as,
      name,
      out,
      turns,
      'skip-failed': flags.skipFailed === true,
      'allow-secrets': flags.allowSecrets === true,
      force: flags.force === true,
    },
    { terminal, flags: { db, json: false, quiet: true, child: [] } },
  );
  expect(code).toBe(0);
  return join(out, as === 'fixture' ? name : `${name}.yaml`);
}

async function refusal(promise: Promise<unknown>): Promise<HarnessError> {
  const error: unknown = await promise.catch((thrown: unknown) => thrown);
  if (error instanceof HarnessError) return error;
  throw new TypeError('not refused', { cause: error });
}

describe('a whole session', async () => {
  const db = await record('whole');
  const path = await promote(db);
  const promoted = parseFixture('promoted', readFolder(path));
  const tokenizer = await loadO200kTokenizer();

  test('the fixture passes the check', () => {
    expect(checkFixture(promoted, tokenizer)).toEqual({ differences: [], violations: [] });
    expect(promoted.turns).toHaveLength(source.turns.length);
    expect(promoted.meta.kind).toBe('anthropic');
  });

  test('the translator treats it as it treated the original: only the words differ', () => {
    const shape = (value: unknown): unknown =>
      JSON.parse(
        JSON.stringify(value, (key, inner: unknown) =>
          // A key is a hash of the session's id, which has another value now.
          key === 'prompt_cache_key'
            ? null
            : typeof inner === 'string'
              ? inner
                  .replaceAll(/\p{Ll}/gu, 'a')
                  .replaceAll(/\p{Lu}/gu, 'A')
                  .replaceAll(/\d/g, '0')
              : inner,
        ),
      ) as unknown;
    for (const arm of ['off', 'on']) {
      for (const { number } of source.turns) {
        const before = source.expected.get(arm)?.get(number)?.request;
        const after = promoted.expected.get(arm)?.get(number)?.request;
        expect(shape(after)).toEqual(shape(before));
      }
    }
  });

  test('reasoning finds its place again in the arm on', () => {
    const types = (arm: string) => {
      const request = promoted.expected.get(arm)?.get('06')?.request;
      const { input } = request as unknown as { input: { type: string }[] };
      return input.filter(({ type }) => type === 'reasoning');
    };
    expect(types('off')).toHaveLength(0);
    expect(types('on')).toHaveLength(6);
  });

  test('tokens of every request stay within 3%', () => {
    for (const [index, { request }] of source.turns.entries()) {
      const before = tokenizer.count(JSON.stringify(request));
      const after = tokenizer.count(JSON.stringify(promoted.turns[index]?.request));
      expect(Math.abs(after / before - 1)).toBeLessThan(0.03);
    }
  });

  test('promoting it twice gives the same files', async () => {
    const again = await promote(db, { name: 'again' });
    expect([...readFolder(again).values()]).toEqual([...readFolder(path).values()]);
  });

  test('a fixture of another session is replaced with --force alone', async () => {
    const name = 'kept';
    const own = await promote(db, { name });
    const before = [...readFolder(own).values()];
    await promote(db, { name });
    const other = await record('other', { edit: (body) => body.replaceAll('file', 'folder') });
    const out = join(own, '..');
    await expect(promote(other, { name, out })).rejects.toThrow(
      'is there already, of another session',
    );
    expect([...readFolder(own).values()]).toEqual(before);
    await promote(other, { name, out, force: true });
    expect([...readFolder(own).values()]).not.toEqual(before);
  });

  test('it becomes a scenario too, which loads', async () => {
    const file = await promote(db, { as: 'scenario', name: 'played' });
    const scenario = loadScenario(readFileSync(file, 'utf8'), file);
    expect(countSteps(scenario)).toBe(source.turns.length);
    expect(scenario.turns[0]?.steps.map(({ reasoningTokens }) => reasoningTokens)).toEqual([
      96, 64, 192, 24,
    ]);
    expect(readFileSync(file, 'utf8')).not.toMatch(/missing\.js|The total that/);
  });

  test('only the first calls, when asked', async () => {
    const some = await promote(db, { name: 'some', turns: 2 });
    expect(parseFixture('some', readFolder(some)).turns).toHaveLength(2);
  });

  test('a folder that is not a fixture is not touched', async () => {
    const other = await promote(db, { name: 'other' });
    rmSync(join(other, 'meta.json'));
    writeFileSync(join(other, 'mine.txt'), 'x');
    expect((await refusal(promote(db, { name: 'other' }))).message).toMatch(/is not a fixture$/);
    expect(existsSync(join(other, 'mine.txt'))).toBe(true);
  });

  test.each<[string, Flags, RegExp]>([
    ['the upstream side', { session: 's_upstream' }, /is the upstream side of a gateway/],
    ['an exchange', { session: 'x_01' }, /^x_01 is an exchange$/],
    ['an unknown session', { session: 's_nope' }, /no session or exchange `s_nope`/],
    ['a bad name', { name: '../up' }, /`\.\.\/up` is not a name for a fixture/],
  ])('%s is refused in one line', async (_what, flags, message) => {
    const error = await refusal(promote(db, flags));
    expect(error.message).toMatch(message);
    expect(exitCodeOf(error)).toBe(2);
  });
});

describe('a session that is not whole', () => {
  test('cut', async () => {
    const database = await record('cut', { lastEnd: undefined as never });
    // `undefined` is the default's trigger, so the end is taken out afterwards.
    const db = openDatabase(database, { mode: 'write' });
    db.prepare("UPDATE exchanges SET outcome = NULL WHERE id = 'x_06'").run();
    db.close();
    const error = await refusal(promote(database));
    expect(error.message).toMatch(/^session is not complete: x_06 \(number 5\) is incomplete/);
    const path = await promote(database, { skipFailed: true });
    expect(parseFixture('x', readFolder(path)).turns).toHaveLength(5);
  });

  test('refused by the backend', async () => {
    const db = await record('refused', { lastStatus: 529 });
    expect((await refusal(promote(db))).message).toMatch(/x_06 \(number 5\) was answered 529$/);
  });

  test('aborted', async () => {
    const lastEnd = { ...complete, outcome: 'client-aborted' } as const;
    const db = await record('aborted', { lastEnd });
    expect((await refusal(promote(db))).message).toMatch(/ended as client-aborted$/);
  });

  test('without an upstream side it becomes a scenario but no fixture', async () => {
    const db = await record('one-sided', { hasUpstream: false });
    expect((await refusal(promote(db))).message).toMatch(/has no upstream side/);
    const file = await promote(db, { as: 'scenario' });
    expect(loadScenario(readFileSync(file, 'utf8'), file).turns).toHaveLength(2);
  });
});

test('what looks like a secret stops it until the user decides', async () => {
  const secret = `gh${'p'}_${'aB3'.repeat(12)}`;
  const edit = (body: string): string => {
    const value = JSON.parse(body) as JsonObject;
    return JSON.stringify({ ...value, system: `key ${secret}` });
  };
  const db = await record('secret', { edit });
  const error = await refusal(promote(db));
  expect(error.message).toContain('github-token ghp_aB3...');
  expect(error.message).not.toContain(secret);
  const path = await promote(db, { allowSecrets: true });
  expect([...readFolder(path).values()].join('\n')).not.toContain('aB3aB3');
});
