// Four gateways behind nginx, each call on the next one, reasoning in one Redis. A gateway and then
// the Redis server are killed meanwhile. Skipped loudly where nginx or a Redis is not installed.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, describe, expect, test } from 'vitest';
import type { Exchange } from '../src/domain/exchange.ts';
import { exchangeAnswer } from '../src/exchange/answer.ts';
import { decodeBody } from '../src/exchange/decode-body.ts';
import { plural } from '../src/lib/plural.ts';
import { findRedisServer, startRedis } from '../src/reasoning-store/redis-server.test-support.ts';
import { readSessionExchanges } from '../src/store/exchanges.ts';
import { readDatabase } from '../src/store/read-database.ts';
import { listSessions } from '../src/store/sessions.ts';
import { accumulateMessage } from '../src/wire/anthropic/accumulate-message.ts';
import { hasNginx, startNginx } from './fleet/nginx.ts';

const program = resolve(import.meta.dirname, '../bin/turntape.js');
const folder = mkdtempSync(join(tmpdir(), 'turntape-fleet-'));
const redisProgram = findRedisServer();
const canRun = redisProgram !== undefined && hasNginx();
if (!canRun) process.stderr.write('\nmany gateways: SKIPPED, nginx or a Redis is not here\n');
const started: ChildProcess[] = [];
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const gatewaysCount = 4;
/** Not a multiple of the gateways: each session moves on by some of them with every call. */
const sessionsCount = 7;
const userTurns = 4;
/** Answered calls of all sessions after which something is killed. */
const gatewayDiesAt = 20;
const redisDiesAt = 50;
const stepsMax = 12;
const triesMax = 5;

interface Served {
  readonly url: string;
  readonly child: ChildProcess;
  readonly database: string;
  /** Resolves when it has ended. */
  readonly said: Promise<string>;
}

async function serve(name: string, args: readonly string[]): Promise<Served> {
  const database = join(folder, `${name}.db`);
  const child = spawn(process.execPath, [program, ...args, '--json', '--db', database], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const said = new Promise<string>((done) => child.on('close', () => done(stderr)));
  const lines = createInterface({ input: child.stdout });
  const line = await new Promise<string>((found) => lines.once('line', found));
  return { url: (JSON.parse(line) as { url: string }).url, child, database, said };
}

interface Talk {
  readonly statuses: Record<string, number>;
  /** Connections that broke before the answer was whole; the client asked again, as clients do. */
  broken: number;
}

const tools = [
  {
    ...{ name: 'Bash', description: 'Runs a command.' },
    input_schema: { type: 'object', properties: { command: { type: 'string' } } },
  },
];

/** One answer, streamed; asked for again where the connection breaks. */
async function ask(url: string, session: string, messages: readonly unknown[], talk: Talk) {
  for (let attempt = 1; attempt <= triesMax; attempt++) {
    try {
      const response = await fetch(`${url}/v1/messages`, {
        method: 'POST',
        headers: { 'x-claude-code-session-id': session },
        body: JSON.stringify({
          ...{ model: 'gpt-5.5', max_tokens: 1000, stream: true, tools, messages },
        }),
      });
      const text = await response.text();
      talk.statuses[response.status] = (talk.statuses[response.status] ?? 0) + 1;
      const message = accumulateMessage(text);
      if (message !== null) return message;
    } catch {
      // Asked again below.
    }
    talk.broken++;
  }
  throw new Error(`${session} got no whole answer in ${triesMax} attempts`);
}

/** @param onAnswer called after every whole answer */
async function play(url: string, session: string, talk: Talk, onAnswer: () => void): Promise<void> {
  const messages: unknown[] = [];
  for (let turn = 0; turn < userTurns; turn++) {
    messages.push({ role: 'user', content: `${session} asks ${turn}: ${'why '.repeat(300)}` });
    for (let step = 0; step < stepsMax; step++) {
      const { content } = await ask(url, session, messages, talk);
      onAnswer();
      messages.push({ role: 'assistant', content });
      const calls = content.filter(({ type }) => type === 'tool_use');
      if (calls.length === 0) break;
      const results = calls.map((call) => ({
        ...{ type: 'tool_result', tool_use_id: (call as { id?: string }).id },
        content: `${session} ${turn} ${step}`,
      }));
      messages.push({ role: 'user', content: results });
    }
  }
}

interface BackendCall {
  /** Whose words are in the request. */
  readonly sessions: readonly string[];
  readonly startedAtMs: number;
  readonly status: number;
  readonly sent: readonly string[];
  readonly made: readonly string[];
}

/** Calls to the backend as a recorder has them, in their order. */
function readCalls(
  { database: path }: Served,
  side: 'client' | 'upstream',
): Promise<BackendCall[]> {
  return readDatabase(path, (database) =>
    listSessions(database, side)
      .flatMap(({ id }) => [...readSessionExchanges(database, id)])
      .filter(({ response }) => response !== null)
      .map(toBackendCall)
      .sort((one, other) => one.startedAtMs - other.startedAtMs),
  );
}

function toBackendCall(exchange: Exchange): BackendCall {
  const { headers, body, startedAtMs, response } = exchange;
  const text = new TextDecoder().decode(decodeBody(headers, body));
  const { input } = JSON.parse(text) as { input: unknown[] };
  return {
    sessions: [...new Set(text.match(/session-\d+(?= asks)/g))],
    ...{ startedAtMs, status: response?.status ?? 0 },
    sent: reasoningIn(input),
    made: reasoningIn(exchangeAnswer(exchange).items),
  };
}

function reasoningIn(items: readonly unknown[]): string[] {
  return items.flatMap((item) => {
    const { type, encrypted_content: text } = item as { type: string; encrypted_content?: string };
    return type === 'reasoning' && typeof text === 'string' ? [text] : [];
  });
}

const countIn = (text: string, pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? 0);

describe('four gateways behind nginx', () => {
  test('are run where CI has installed what they need', () => {
    if (process.env['TURNTAPE_REQUIRE_NGINX'] === '1') expect(canRun).toBe(true);
  });

  test.skipIf(!canRun)(
    'lose a gateway and then their Redis, and no client sees it',
    { timeout: 180_000 },
    async () => {
      const redis = await startRedis(redisProgram ?? '');
      const simulator = await serve('sim', ['sim', '--sim', 'time_scale=0.01']);
      // Before the simulator, a recorder that outlives the gateways: what it got is the evidence.
      const evidence = await serve('evidence', ['record', '--upstream-openai', simulator.url]);
      const gateways: Served[] = [];
      for (let index = 0; index < gatewaysCount; index++) {
        gateways.push(
          await serve(`gateway-${index}`, [
            ...['gateway', '--backend', `${evidence.url}/v1`, '--reasoning-store', redis.url],
            ...['--set', 'reasoning_continuity=true'],
          ]),
        );
      }
      const hosts = gateways.map(({ url }) => new URL(url).host);
      const nginx = await startNginx(join(folder, 'nginx'), hosts);
      const talk: Talk = { statuses: {}, broken: 0 };
      let answered = 0;
      let redisDiedAtMs = Number.POSITIVE_INFINITY;
      const onAnswer = (): void => {
        answered++;
        if (answered === gatewayDiesAt) gateways[0]?.child.kill('SIGKILL');
        if (answered !== redisDiesAt) return;
        // Before it is killed: on a busy machine a call may begin between the two.
        redisDiedAtMs = Date.now();
        void redis.stop();
      };
      const names = Array.from({ length: sessionsCount }, (_, index) => `session-${index}`);
      await Promise.all(names.map((name) => play(nginx.url, name, talk, onAnswer)));
      await nginx.stop();
      for (const { child } of gateways) child.kill('SIGTERM');
      const said = await Promise.all(gateways.map((one) => one.said));
      evidence.child.kill('SIGTERM');
      await evidence.said;
      simulator.child.kill('SIGTERM');

      // Both died in the middle, and the client saw neither.
      expect(answered).toBeGreaterThan(redisDiesAt);
      expect(Object.keys(talk.statuses)).toEqual(['200']);

      const calls = await readCalls(evidence, 'client');
      expect(calls.filter(({ status }) => status !== 200)).toEqual([]);
      let lost = 0;
      const lostBefore = new Set<string>();
      for (const name of names) {
        const own = calls.filter(({ sessions }) => sessions.includes(name));
        // The words of no other session, and reasoning that its own answers had.
        expect(new Set(own.flatMap(({ sessions }) => sessions))).toEqual(new Set([name]));
        const made = new Set(own.flatMap((call) => call.made));
        const strange = own.flatMap(({ sent }) => sent).filter((one) => !made.has(one));
        expect(strange.length).toBe(0);
        const known: string[] = [];
        for (const { sent, made: added, startedAtMs } of own) {
          const missing = known.filter((one) => !sent.includes(one));
          lost += missing.length;
          if (startedAtMs < redisDiedAtMs) for (const one of missing) lostBefore.add(one);
          known.push(...added);
        }
      }
      // With Redis, only what the killed gateway had in hand; without it, reasoning is lost, and is
      // said to be.
      expect(lostBefore.size).toBeLessThanOrEqual(calls.length - answered);
      expect(lost).toBeGreaterThan(0);
      let failures = 0;
      for (const [index, gateway] of gateways.entries()) {
        if (gateway === gateways[0]) continue;
        const own = await readCalls(gateway, 'upstream');
        const text = said[index] ?? '';
        // Sessions were on every gateway that lived; which, is nginx's to say.
        const seen = new Set(own.flatMap(({ sessions }) => sessions));
        expect(seen.size).toBeGreaterThan(names.length / 2);
        expect(text).toContain('the reasoning store failed');
        failures += countIn(text, /, (\d+) failures?$/m);
        // What it says that it sent back is what its recording holds.
        const items = own.reduce((sum, { sent }) => sum + sent.length, 0);
        expect(countIn(text, /reasoning: (\d+) items? sent back/)).toBe(items);
      }
      expect(failures).toBeGreaterThan(0);
      process.stderr.write(
        `\nmany gateways: ${answered} answers, ${calls.length} calls upstream, ` +
          `${talk.broken} connections broke; reasoning of ${plural(lostBefore.size, 'answer')} lost ` +
          `with Redis; items were left out ${lost} times in all\n`,
      );
    },
  );
});
