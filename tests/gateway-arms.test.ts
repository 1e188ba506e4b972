// Other gateways as arms: our own one behind a socket is the arm that it is in process, and one
// that behaves otherwise shows it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createResponsesUrlBackend } from '../src/backends/live/responses-url.ts';
import { runCommandLine } from '../src/cli/command-line.ts';
import { HarnessError } from '../src/lib/harness-error.ts';
import { startGateway } from '../src/proxy/gateway/gateway.test-support.ts';
import type { Terminal } from '../src/terminal/console.ts';
import { startPrefixHashGateway } from './gateways/prefix-hash-gateway.ts';

const scenario = `name: small
description: three calls, a question, an abandoned answer
situation: hand-written for this test, long enough to be cached
system: [{ words: 1500 }]
tools: [{ name: Bash, description: Runs. }]
turns:
  - user: Go.
    steps:
      - { reasoning_tokens: 400, calls: [{ name: Bash, input: { command: ls }, result: { words: 300 } }] }
      - reasoning_tokens: 100
        text: Two at once.
        calls:
          - { name: Bash, input: { command: pwd }, result: { words: 300 } }
          - { name: Bash, input: { command: id }, result: { words: 200 }, is_error: true }
        result_order: [1, 0]
      - { reasoning_tokens: 50, text: Done. }
  - user: Why?
    steps: [{ reasoning_tokens: 80, text: { words: 50 }, abandoned: true }]
  - user: Shorter.
    steps: [{ reasoning_tokens: 60, text: Because. }]
`;

let folder: string;
const open: { close(): Promise<void> }[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'turntape-gateways-'));
  writeFileSync(join(folder, 'small.yaml'), scenario);
});
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  rmSync(folder, { recursive: true });
});

/** An address that nobody listens on: the other gateway must know it before `ab` starts. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const notes: string[] = [];
let exitCode: number;
let invalid: unknown;

async function play(argv: readonly string[]): Promise<Record<string, Record<string, unknown>>> {
  let out = '';
  const terminal: Terminal = {
    ...{ env: {}, cwd: folder, colour: false, quiet: true, childOwnsStdout: false },
    ...{ result: () => {}, bytes: () => {}, note: (text) => notes.push(text), error: () => {} },
    json: (value) => {
      out = JSON.stringify(value);
    },
  };
  exitCode = await runCommandLine(
    ['ab', 'small.yaml', '--json', '--db', join(folder, 'a.db'), ...argv],
    terminal,
  );
  const result = JSON.parse(out);
  invalid = result.invalid;
  return result.arms;
}

const liveOptions = {
  userAgent: 'test',
  environment: {},
  useApiKey: false,
  useCodexLogin: false,
};

/** What another gateway drops is not known: it does not say. */
const comparable = ({
  losses: _l,
  options: _o,
  gateway: _g,
  agent: _a,
  ...numbers
}: Record<string, unknown>) => numbers;

test.each([
  ['off', {}],
  ['on', { reasoning_continuity: true }],
] as const)('our own gateway behind a socket is the arm `%s`', async (name, options) => {
  const port = await freePort();
  const backend = createResponsesUrlBackend(`http://127.0.0.1:${port}/v1`, liveOptions);
  const gateway = await startGateway(backend, options);
  open.push(gateway, backend);
  const arms = ['--arm', name, '--arm', `own=gateway:${gateway.url}`, '--baseline', name];
  const played = await play([...arms, '--sim-listen', `127.0.0.1:${port}`]);
  expect(comparable(played['own'] ?? {})).toEqual(comparable(played[name] ?? {}));
  expect(played['own']).toMatchObject({ agent: 'gateway', options: null, stopped: 0 });
});

test('a gateway with a prefix-hash key and calls-only reasoning is measured as that', async () => {
  const port = await freePort();
  const other = await startPrefixHashGateway(`http://127.0.0.1:${port}/v1`);
  open.push(other);
  const played = await play([
    ...['--arm', 'off', '--arm', 'native', '--arm', `other=gateway:${other.url}`],
    ...['--sim-listen', `127.0.0.1:${port}`, '--sim', 'context_rule=all_turns'],
  ]);
  const replayed = (arm: string) => Number(played[arm]?.['reasoning_tokens_replayed']);
  expect(played['other']).toMatchObject({ stopped: 0, turns: 5 });
  // In three requests with usage (one was abandoned), and the first call's reasoning only: behind
  // the second stands a text, and answers have no call.
  expect(replayed('other')).toBe(400 * 3);
  expect(replayed('native')).toBeGreaterThan(replayed('other'));
  expect(Number(played['other']?.['uncached_input_tokens'])).toBeGreaterThan(
    Number(played['native']?.['uncached_input_tokens']),
  );
});

test("what the backend refuses is counted, and the other gateway's last word is passed on", async () => {
  const port = await freePort();
  // As real ones do: an item in the short form, and nothing of `store`.
  const server = createHttpServer(async (_request, response) => {
    const upstream = await fetch(`http://127.0.0.1:${port}/v1/responses`, {
      method: 'POST',
      body: JSON.stringify({
        model: 'gpt-5.5',
        stream: true,
        input: [{ role: 'user', content: 'hi' }],
      }),
    });
    response.writeHead(upstream.status).end(await upstream.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({ close: () => new Promise((resolve) => void server.close(() => resolve())) });
  const { port: own } = server.address() as AddressInfo;
  const arms = ['--arm', 'off', '--arm', `short=gateway:http://127.0.0.1:${own}`];
  const played = await play([...arms, '--sim-listen', `127.0.0.1:${port}`]);
  expect(played['short']).toMatchObject({ stopped: 1, error_400: { sessions: 1 } });
  expect(notes.filter((text) => text.includes('ended a session'))).toEqual([
    'the other gateway ended a session with 400: {"detail":"Store must be set to false"}',
  ]);
});

/** A gateway that answers each request itself, as a cache of answers would. */
async function answerItself(text: string): Promise<string> {
  const server = createHttpServer((request, response) => {
    request.resume().on('end', () => {
      const message = {
        ...{ id: 'msg_1', type: 'message', role: 'assistant', model: 'gpt-5.5' },
        ...{ content: [{ type: 'text', text }], stop_reason: 'end_turn', stop_sequence: null },
        usage: { input_tokens: 1, output_tokens: 1 },
      };
      const events = [
        { type: 'message_start', message: { ...message, content: [], stop_reason: null } },
        { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
        { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } },
        { type: 'content_block_stop', index: 0 },
        { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 1 } },
        { type: 'message_stop' },
      ];
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const event of events) {
        response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
      }
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({ close: () => new Promise((resolve) => void server.close(() => resolve())) });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('an arm that never reaches the simulator is not cheaper: the run is invalid', async () => {
  const arms = ['--arm', 'off', '--arm', `cached=gateway:${await answerItself('From a cache.')}`];
  const gate = ['--fail-if', 'cost_usd > +2%', '--allow-inconclusive'];
  const played = await play([...arms, ...gate, '--sim-listen', `127.0.0.1:${await freePort()}`]);
  expect(played['cached']).toMatchObject({ input_tokens: 0 });
  expect(invalid).toEqual([{ arm: 'cached', problem: expect.any(String) }]);
  expect(exitCode).toBe(3);
});

test('a gateway that is not there is one clear line', async () => {
  const port = await freePort();
  const argv = ['--arm', 'off', '--arm', `gone=gateway:http://127.0.0.1:${port}`];
  const error = await play(argv).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(HarnessError);
  expect((error as HarnessError).message).toContain(`127.0.0.1:${port} does not answer`);
  const bad = await play(['--arm', 'bad=gateway:nowhere']).catch((reason: unknown) => reason);
  expect((error as HarnessError).code).toBe('invalid-run');
  expect((bad as HarnessError).message).toContain('is not the address of a gateway');
});
