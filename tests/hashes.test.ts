// Hashes of a session: nothing of it can be read in them, and two of them show where it changed.
import { chmodSync, existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { runCommandLine } from '../src/cli/command-line.ts';
import { type HashedDocument, hashedSchema } from '../src/explain/hashed/hashed-document.ts';
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
const home = mkdtempSync(join(tmpdir(), 'turntape-hashes-'));
const keyFile = join(home, '.config', 'turntape', 'hash-key');
const ownKey = 'ab'.repeat(32);

/** Each is somewhere in what is recorded, and only there. */
const secrets = [
  ...['planted-system', 'planted-tool', 'planted-description', 'planted-property', 'planted-value'],
  ...['planted-user', 'planted-answer', 'planted-call', 'planted-model', 'planted-member'],
  ...['planted-type', 'planted-header', 'planted-session', 'planted-metadata'],
];
const [system, tool, description, property, value, user, answer, call, model, member] = secrets;
const [type, header, name, metadata] = secrets.slice(10);

function request(text: string, length: number): object {
  const messages = [
    { role: 'user', content: [{ type: 'text', text: `${user} ${text}` }] },
    {
      role: 'assistant',
      content: [
        { type: 'text', text: answer },
        { type: 'tool_use', id: call, name: tool, input: { [property ?? '']: value } },
      ],
    },
    {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: call, content: value },
        { type, [member ?? '']: value },
      ],
    },
  ];
  return {
    ...{ model, max_tokens: 100, system: [{ type: 'text', text: system }] },
    tools: [
      {
        ...{ name: tool, description },
        input_schema: { type: 'object', properties: { [property ?? '']: { type: 'string' } } },
      },
    ],
    messages: messages.slice(0, length),
    metadata: { user_id: metadata },
    [member ?? '']: value,
  };
}

function record(sink: ReturnType<typeof recordDirectly>, id: string, body: object): void {
  const own = { ...session, id: name ?? '' };
  const headers = [
    ['user-agent', header],
    [header, header],
  ] as [string, string][];
  sink.begin({ ...exchangeStart(id, JSON.stringify(body)), headers, session: own });
  sink.responseHead(id, head);
  const usage = { input_tokens: 900, cache_read_input_tokens: 0 };
  const started = { type: 'message_start', message: { usage } };
  sink.chunk(
    id,
    new TextEncoder().encode(`event: message_start\ndata: ${JSON.stringify(started)}\n\n`),
    1,
  );
  sink.end(id, end);
}

interface Ran {
  readonly out: string;
  readonly said: string;
}

async function turntape(...argv: string[]): Promise<Ran> {
  let [out, said] = ['', ''];
  const terminal: Terminal = {
    ...{ env: { HOME: home }, cwd: home, colour: false, quiet: false, childOwnsStdout: false },
    result: (line) => {
      out += `${line}\n`;
    },
    bytes: (bytes) => {
      out += Buffer.from(bytes).toString();
    },
    json: (one) => {
      out += JSON.stringify(one);
    },
    note: (line) => {
      said += `${line}\n`;
    },
    error: (line) => {
      said += `${line}\n`;
    },
  };
  await runCommandLine([...argv, '--db', db], terminal);
  return { out, said };
}

async function hashed(...argv: string[]): Promise<HashedDocument> {
  return hashedSchema.parse(JSON.parse((await turntape(...argv)).out));
}

beforeAll(() => {
  const database = openDatabase(db, { mode: 'write' });
  const sink = recordDirectly(database);
  record(sink, 'x_1', request('as it was', 1));
  record(sink, 'x_2', request('as it was', 3));
  record(sink, 'x_3', request('changed', 3));
  sink.close();
  database.close();
});

describe('explain --hashes', () => {
  test('makes a key of the user, that only the user can read', async () => {
    const { said } = await turntape('explain', 'planted-session', '--hashes');
    expect(said).toContain(`made a key for hashes: ${keyFile}`);
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    const again = await turntape('explain', 'planted-session', '--hashes');
    expect(again.said).toBe('');
  });

  test('holds nothing that can be read of the session, nor of the key', async () => {
    const { out } = await turntape('explain', 'planted-session', '--hashes');
    for (const secret of [...secrets, 'planted', readFileSync(keyFile, 'utf8').trim()]) {
      expect(out).not.toContain(secret);
    }
    const kinds = new Set(
      hashedSchema
        .parse(JSON.parse(out))
        .sessions.flatMap(({ calls }) =>
          calls.flatMap(({ items }) => items.map(({ kind }) => kind)),
        ),
    );
    expect([...kinds].sort()).toEqual([
      ...['assistant:text', 'assistant:tool_use', 'system', 'tool', 'user:other', 'user:text'],
      'user:tool_result',
    ]);
  });

  test('says what was lost, in which item, and what stayed the same', async () => {
    const { sessions } = await hashed('explain', 'planted-session', '--hashes');
    const [first, second, third] = sessions[0]?.calls ?? [];
    expect(second?.items.slice(0, 3)).toEqual(first?.items);
    expect(third?.items[2]?.hash).not.toBe(second?.items[2]?.hash);
    expect(third?.lost).toContainEqual(
      expect.objectContaining({ cause: 'message-changed', item: 2 }),
    );
    expect(third?.settings['metadata']).toBe(second?.settings['metadata']);
    expect(second).toMatchObject({ seq: 1, input_tokens: 900, cached_tokens: 0 });
  });

  test('is the same as export --hashes, of one key', async () => {
    const { out } = await turntape('explain', 'planted-session', '--hashes');
    expect((await turntape('export', '--hashes')).out).toBe(out);
    const other = join(home, 'other-key');
    writeFileSync(other, `${ownKey}\n`);
    chmodSync(other, 0o600);
    const foreign = await hashed('explain', 'planted-session', '--hashes', '--hash-key', other);
    const own = JSON.parse(out) as HashedDocument;
    expect(foreign.key).not.toBe(own.key);
    const hashesOf = (document: HashedDocument): string[] =>
      document.sessions.flatMap(({ calls }) =>
        calls.flatMap(({ items }) => items.map(({ hash }) => hash)),
      );
    expect(hashesOf(foreign).filter((hash) => hashesOf(own).includes(hash))).toEqual([]);
  });
});

describe('compare', () => {
  test('a document and the session, or two documents: where they part', async () => {
    const whole = await hashed('explain', 'planted-session', '--hashes');
    const [only] = whole.sessions;
    const [first, , third] = only?.calls ?? [];
    const changed = { ...whole, sessions: [{ ...only, calls: [first, third] }] };
    const path = join(home, 'changed.json');
    writeFileSync(path, JSON.stringify(changed));
    const { out } = await turntape('compare', 'planted-session', path, '--json');
    const { calls, more_in_a } = JSON.parse(out);
    expect(more_in_a).toBe(1);
    expect(calls[0]).toMatchObject({ same_items: 3, a: null, b: null, settings: [] });
    expect(calls[1]).toMatchObject({
      same_items: 2,
      a: { kind: 'user:text' },
      is_same_model: true,
    });
    expect((await turntape('compare', path, path)).out).toContain('its end');
  });

  test.each<[string, () => string, RegExp]>([
    [
      'another key',
      () =>
        JSON.stringify({ schema: 1, type: 'turntape-hashes', key: '0'.repeat(16), sessions: [] }),
      /different keys/,
    ],
    [
      'another form',
      () => JSON.stringify({ type: 'turntape-hashes' }),
      /no document of hashes|not a document/,
    ],
  ])('%s is refused in one line', async (_, text, message) => {
    const path = join(home, 'bad.json');
    writeFileSync(path, text());
    const refused = turntape('compare', 'planted-session', path);
    await expect(refused).rejects.toThrow(HarnessError);
    await expect(refused).rejects.toThrow(message);
  });
});

test.each([
  ['a key that is not there', 'none', /there is no key at/],
  ['a file without a key', 'text', /holds no key/],
])('%s is not made', async (_, file, message) => {
  writeFileSync(join(home, 'text'), 'no key');
  const path = join(home, file);
  await expect(
    turntape('explain', 'planted-session', '--hashes', '--hash-key', path),
  ).rejects.toThrow(message);
  expect(existsSync(join(home, 'none'))).toBe(false);
});

test('schemas/hashes-1.schema.json is its schema (vitest -u writes it)', async () => {
  const text = `${JSON.stringify(z.toJSONSchema(hashedSchema), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('../schemas/hashes-1.schema.json');
});
