// Session files through the command line: listed without a database, imported (each file once,
// texts only when asked for), and read again from the database as from the files.
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { runCommandLine } from '../src/cli/command-line.ts';
import { HarnessError } from '../src/lib/harness-error.ts';
import { createTerminal } from '../src/terminal/console.ts';

let folder = '';
let database = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'turntape-files-'));
  database = join(folder, 'db', 'tape.db');
});

async function run(...words: readonly string[]) {
  const output = { out: '', error: '' };
  const terminal = createTerminal({
    stdout: { write: (part: string | Uint8Array) => (output.out += Buffer.from(part)) },
    stderr: { write: (part: string) => (output.error += part) },
    env: {
      HOME: folder,
      CODEX_HOME: join(folder, 'codex'),
      CLAUDE_CONFIG_DIR: join(folder, 'none'),
    },
    cwd: () => folder,
  } as unknown as NodeJS.Process);
  try {
    const code = await runCommandLine([...words, '--db', database], terminal);
    return { code, ...output };
  } catch (error) {
    if (error instanceof HarnessError) return { code: 2, ...output, error: error.message };
    throw error;
  }
}

async function json(...words: readonly string[]): Promise<unknown> {
  const { out, error } = await run(...words, '--json');
  if (out === '') throw new Error(error);
  return JSON.parse(out);
}

const secretWords = 'The very words of a person';
const line = (second: number, type: string, payload: object): string => {
  const timestamp = new Date(Date.UTC(2026, 6, 1, 0, 0, second)).toISOString();
  return `${JSON.stringify({ timestamp, type, payload })}\n`;
};
const user = (text: string): object => ({
  type: 'message',
  role: 'user',
  content: [{ type: 'input_text', text }],
});
const head = (id: string): string =>
  line(0, 'session_meta', { id, cwd: '/repo', cli_version: '0.169.0' }) +
  line(0, 'turn_context', { model: 'gpt-5.5', effort: 'medium' }) +
  line(1, 'event_msg', { type: 'user_message', message: secretWords }) +
  line(1, 'response_item', user(secretWords));
const call = (number: number, id = `resp_${number}`): string =>
  line(10 * number, 'response_item', { type: 'reasoning', encrypted_content: 'gAAAASECRET' }) +
  line(10 * number, 'response_item', { type: 'function_call', name: 'shell', arguments: '{}' }) +
  line(10 * number, 'token_usage_record', {
    response_id: id,
    usage: {
      input_tokens: 1000 * number,
      cached_input_tokens: 900 * (number - 1),
      output_tokens: 50,
      reasoning_output_tokens: 20,
    },
  });

function put(name: string, text: string): string {
  const path = join(folder, 'codex', 'sessions', name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

const sessions = (): string => join(folder, 'codex', 'sessions');

describe('sessions --from', () => {
  test('lists what the usual places hold, without a database', async () => {
    put('2026/rollout-1.jsonl', head('one') + call(1) + call(2));
    const { out, error } = await run('sessions', '--from');
    expect(out).toContain('one');
    expect(out).toContain(secretWords);
    expect(error).toContain('Read 2 calls in 1 file');
    expect(() => readFileSync(database)).toThrow();
  });

  test('says of each session which counters are not known, and of how many calls', async () => {
    put('rollout-1.jsonl', head('one') + call(1) + call(2));
    expect(await json('sessions', '--from', sessions())).toMatchObject([
      { id: 'one', calls: 2, input_tokens: 3000, not_known: { cache_write_tokens: 2 } },
    ]);
  });
});

describe('import of session files', () => {
  test('reads a file once, and again when it has grown', async () => {
    const path = put('rollout-1.jsonl', head('one') + call(1));
    put('rollout-2.jsonl', head('two') + call(7));
    const counts = (await json('import')) as { session_files: object };
    expect(counts.session_files).toMatchObject({ files: 2, unchanged: 0, added: 2 });
    expect(await json('import')).toMatchObject({
      session_files: { files: 2, unchanged: 2, calls: 0, added: 0 },
    });
    appendFileSync(path, call(2) + call(3));
    expect(await json('import')).toMatchObject({
      session_files: { files: 2, unchanged: 1, calls: 3, added: 2 },
    });
    expect(await json('sessions', '--imported')).toMatchObject([
      { id: 'two', calls: 1 },
      { id: 'one', calls: 3, input_tokens: 6000 },
    ]);
  });

  test('an answer that two files hold counts once', async () => {
    put('rollout-1.jsonl', head('one') + call(1));
    put('rollout-2.jsonl', head('two') + call(1) + call(2));
    expect(await json('import')).toMatchObject({ session_files: { added: 2 } });
    expect(await json('usage', '--imported')).toMatchObject({ all: { calls: 2 } });
  });

  test('keeps no text and no encrypted reasoning, unless asked to', async () => {
    put('rollout-1.jsonl', head('one') + call(1));
    await run('import', sessions());
    const stored = (): string => readFileSync(database, 'latin1');
    expect(stored()).not.toContain(secretWords);
    expect(stored()).not.toContain('SECRET');
    expect(await json('import', sessions(), '--content')).toMatchObject({
      session_files: { unchanged: 0, calls: 1, added: 0 },
    });
    expect(stored()).toContain(secretWords);
    expect(stored()).toContain('SECRET');
  });

  test('usage, learn and explain read the database as they read the files', async () => {
    put('rollout-1.jsonl', head('one') + [1, 2, 3].map((number) => call(number)).join(''));
    await run('import', '--content');
    for (const command of ['usage', 'learn']) {
      expect(await json(command, '--imported')).toEqual(await json(command, sessions()));
    }
    const path = join(sessions(), 'rollout-1.jsonl');
    expect(await json('explain', 'one')).toEqual(await json('explain', path));
  });

  test('explains a session by its calls, their new input, and what is not known', async () => {
    put('rollout-1.jsonl', head('one') + call(1) + call(5));
    await run('import');
    const explained = (await json('explain', 'one')) as { sessions: object[] };
    expect(explained.sessions).toHaveLength(1);
    expect(explained.sessions[0]).toMatchObject({
      session: 'one',
      input_tokens: 6000,
      lost_prefix_tokens: {},
      not_known: { cache_write_tokens: 2 },
      calls: [
        { call: 0, begins_user_turn: true, inputs: [{ kind: 'message/user', items: 1 }] },
        {
          call: 1,
          cached_tokens: 3600,
          outputs: [{ kind: 'reasoning' }, { kind: 'function_call' }],
        },
      ],
    });
    const { out } = await run('explain', 'one');
    expect(out).toContain('Not known: cache write tokens of 2 of 2 calls');
  });

  test('an import that was cut short is done again', async () => {
    put('rollout-1.jsonl', head('one') + call(1));
    await run('import');
    const { default: BetterSqlite } = await import('better-sqlite3');
    const open = new BetterSqlite(database);
    open.exec('UPDATE log_files SET bytes = -1; DELETE FROM logged_calls');
    open.close();
    expect(await json('import')).toMatchObject({ session_files: { unchanged: 0, added: 1 } });
  });

  test('prune deletes old ones with their texts, and the next import does not bring them back', async () => {
    put('rollout-1.jsonl', head('one') + call(1));
    await run('import', '--content');
    expect(await json('prune', '--older-than', '1d')).toMatchObject({ imported_sessions: 1 });
    expect(readFileSync(database, 'latin1')).not.toContain(secretWords);
    expect(await json('import', '--content')).toMatchObject({
      session_files: { unchanged: 1, added: 0 },
    });
    expect(await json('sessions', '--imported')).toEqual([]);
  });

  test('a folder of whole requests becomes recorded sessions', async () => {
    const bodies = join(folder, 'bodies');
    mkdirSync(bodies);
    const line = {
      session_id: 's',
      request_file: 'r.json',
      response_file: 'none',
      timestamp: '2026-07-01T00:00:00Z',
    };
    writeFileSync(join(bodies, 'index.jsonl'), `${JSON.stringify(line)}\n`);
    writeFileSync(
      join(bodies, 'r.json'),
      '{"model":"m","messages":[{"role":"user","content":"x"}]}',
    );
    expect(await json('import', bodies)).toMatchObject({ files: [{ imported: 1 }] });
    expect(await json('sessions')).toMatchObject([{ exchanges: 1 }]);
  });

  test('a folder without session files is named', async () => {
    mkdirSync(sessions(), { recursive: true });
    expect(await run('import', sessions())).toMatchObject({
      code: 2,
      error: expect.stringContaining('no session file in'),
    });
  });
});
