// `turntape gateway --reasoning-store redis://...` as processes: what one gateway stored, the next
// one sends back. Skipped loudly where no Redis is installed.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, test } from 'vitest';
import {
  findRedisServer,
  startRedis,
  type TestRedis,
} from '../src/reasoning-store/redis-server.test-support.ts';

const program = resolve(import.meta.dirname, '../bin/turntape.js');
const folder = mkdtempSync(join(tmpdir(), 'turntape-redis-'));
const redisProgram = findRedisServer();
if (redisProgram === undefined) {
  process.stderr.write('\ngateway on Redis: SKIPPED, no redis-server or valkey-server is here\n');
}
let redis: TestRedis | undefined;
afterAll(async () => {
  await redis?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const tools = [
  {
    ...{ name: 'Bash', description: 'Runs a command.' },
    input_schema: { type: 'object', properties: { command: { type: 'string' } } },
  },
];
const question = { role: 'user', content: 'What is here?' };

/** Starts a gateway, posts the messages once, ends it: the answer and what the gateway said. */
async function askOnce(url: string, messages: readonly unknown[], listen = '127.0.0.1:0') {
  const child = spawn(
    process.execPath,
    [
      ...[program, 'gateway', '--json', '--db', join(folder, 'turntape.db')],
      ...['--reasoning-store', url, '--set', 'reasoning_continuity=true'],
      ...['--sim', 'time_scale=0', '--listen', listen],
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<number | null>((done) => child.on('close', done));
  const lines = createInterface({ input: child.stdout });
  const address = await Promise.race([
    new Promise<string>((found) => lines.once('line', found)),
    ended.then(() => null),
  ]);
  if (address === null) return { code: await ended, stderr, content: [] };
  const response = await fetch(`${(JSON.parse(address) as { url: string }).url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-claude-code-session-id': 'session-1' },
    body: JSON.stringify({ model: 'gpt-5.5', max_tokens: 100, tools, messages }),
  });
  const { content } = (await response.json()) as { content: { type: string; id?: string }[] };
  child.kill('SIGINT');
  return { code: await ended, stderr, content };
}

describe('a reasoning store in Redis', () => {
  test.skipIf(redisProgram === undefined)('does not hold a gateway that cannot start', async () => {
    redis ??= await startRedis(redisProgram ?? '');
    const { code, stderr } = await askOnce(redis.url, [], 'nowhere');
    expect(code).toBe(2);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test.skipIf(redisProgram === undefined)('outlives the gateway', async () => {
    redis ??= await startRedis(redisProgram ?? '');
    const first = await askOnce(redis.url, [question]);
    expect(first.stderr).toContain('reasoning: 0 items sent back in 1 request;');
    const call = first.content.find(({ type }) => type === 'tool_use');
    const result = { type: 'tool_result', tool_use_id: call?.id, content: 'a.js' };
    const second = await askOnce(redis.url, [
      question,
      { role: 'assistant', content: first.content },
      { role: 'user', content: [result] },
    ]);
    expect(second.stderr).toContain('reasoning: 1 item sent back in 1 request;');
  });

  test('that does not answer is one clear line, and no gateway', async () => {
    const { code, stderr } = await askOnce('redis://user:hidden@127.0.0.1:1', [question]);
    expect(code).toBe(2);
    expect(stderr).toContain('the reasoning store does not answer');
    expect(stderr).not.toContain('hidden');
  });
});
