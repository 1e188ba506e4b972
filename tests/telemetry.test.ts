// Telemetry out of the programs as users start them, into a receiver that decodes it by the
// protocol's own definition files. No Collector can be installed from npm or Debian: none is tested.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type OtlpReceiver, startReceiver } from './otlp/receiver.ts';
import { compiledCode, type Ended, run, type Served, serve as serveProgram } from './program.ts';

const root = mkdtempSync(join(tmpdir(), 'turntape-telemetry-'));
const closing: (() => Promise<unknown>)[] = [];
let databases = 0;
afterAll(async () => {
  for (const close of closing) await close();
  rmSync(root, { recursive: true, force: true });
});

const secret = 'sk-made-up-secret-of-the-user-0123456789';
const tools = [
  {
    ...{ name: 'Bash', description: 'Runs a command.' },
    input_schema: { type: 'object', properties: { command: { type: 'string' } } },
  },
];

async function receiver(...answer: Parameters<typeof startReceiver>): Promise<OtlpReceiver> {
  const started = await startReceiver(...answer);
  closing.push(started.close);
  return started;
}

/** Nothing of the test's own environment, which may name a receiver. */
const surroundings = (env: Record<string, string>) => ({
  env: { PATH: process.env['PATH'], HOME: root, ...compiledCode, ...env },
});

async function serve(
  words: readonly string[],
  env: Record<string, string> = {},
): Promise<Served & { database: string }> {
  const database = join(root, `${databases++}.db`);
  const served = await serveProgram([...words, '--db', database], surroundings(env));
  return { ...served, database };
}

const gatewayFlags = [
  ...['gateway', '--set', 'reasoning_continuity=true'],
  ...['--sim', 'time_scale=0'],
];

/** Three calls of one session, as Claude Code makes them. */
async function talk(url: string): Promise<void> {
  const question = `What is here? ${'word '.repeat(2000)}`;
  const messages: unknown[] = [{ role: 'user', content: question }];
  for (let call = 0; call < 3; call++) {
    const response = await fetch(`${url}/v1/messages`, {
      method: 'POST',
      headers: { 'x-claude-code-session-id': 'session-1', 'x-api-key': secret },
      body: JSON.stringify({ model: 'gpt-5.5', max_tokens: 100, tools, messages }),
    });
    expect(response.status).toBe(200);
    const { content } = (await response.json()) as { content: { type: string; id?: string }[] };
    const tool = content.find(({ type }) => type === 'tool_use');
    if (tool === undefined) return;
    const result = { type: 'tool_result', tool_use_id: tool.id, content: 'a.js' };
    messages.push({ role: 'assistant', content }, { role: 'user', content: [result] });
  }
}

test('a gateway sends a trace of each session: its calls, and below them what went upstream', async () => {
  const to = await receiver();
  const gateway = await serve(gatewayFlags, {
    OTEL_EXPORTER_OTLP_ENDPOINT: to.url,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=mine',
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
    OTEL_SERVICE_NAME: 'team-gateway',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
  });
  await talk(gateway.url);
  const { stderr } = await gateway.stop();
  expect(stderr).toContain(`telemetry: traces, metrics to ${to.url}`);
  expect(stderr).toMatch(/telemetry: sent \d+ spans, metrics \d time/);
  const [session] = to.spans.filter(({ name }) => name === 'session claude');
  const asked = to.spans.filter(({ kind }) => kind === 'SPAN_KIND_SERVER');
  const upstream = to.spans.filter(({ kind }) => kind === 'SPAN_KIND_CLIENT');
  expect(asked.length).toBeGreaterThan(1);
  expect(upstream).toHaveLength(asked.length);
  expect(session?.parentSpanId).toBe('');
  expect(session?.attributes).toMatchObject({ 'turntape.calls': asked.length });
  expect(new Set(asked.map((one) => one.parentSpanId))).toEqual(new Set([session?.spanId]));
  expect(new Set(upstream.map((one) => one.parentSpanId))).toEqual(
    new Set(asked.map((one) => one.spanId)),
  );
  expect(new Set(to.spans.map((one) => one.traceId)).size).toBe(1);
  const causes = upstream.map(({ attributes }) => attributes['turntape.cache.cause']);
  expect(causes[0]).toBe('first-turn');
  const inputs = upstream.map(({ attributes }) => Number(attributes['gen_ai.usage.input_tokens']));
  const sum = inputs.reduce((total, one) => total + one, 0);
  const counted = to.points.filter(
    ({ name }) => name === 'gen_ai.client.inference.usage.input_tokens',
  );
  expect(counted.reduce((total, { value }) => total + value, 0)).toBe(sum);
  expect(to.resource).toMatchObject({
    'service.name': 'team-gateway',
    'deployment.environment.name': 'test',
  });
  expect(to.requests[0]?.headers).toMatchObject({
    'x-tenant': 'mine',
    'content-encoding': 'gzip',
    'content-type': 'application/x-protobuf',
  });
  expect(to.logs).toEqual([]);
  expect(to.json.join('')).not.toContain('What is here');
});

test('content goes out when it is asked for, as the database has it', async () => {
  const to = await receiver();
  const gateway = await serve([...gatewayFlags, '--otlp', to.url, '--telemetry-content']);
  await talk(gateway.url);
  await gateway.stop();
  const spans = new Set(to.spans.map(({ spanId }) => spanId));
  expect(to.logs.length).toBeGreaterThan(3);
  for (const { event, spanId, attributes } of to.logs) {
    expect(event).toBe('gen_ai.client.inference.operation.details');
    expect(spans).toContain(spanId);
    expect(String(attributes['turntape.request.body'])).toContain('What is here');
    expect(attributes['turntape.content.cut']).toBe(false);
  }
  expect(to.json.join('')).not.toContain(secret);
});

test('logs that a Collector wrote down are recorded sessions again, with the same causes', {
  timeout: 180_000,
}, async () => {
  const to = await receiver();
  const gateway = await serve([...gatewayFlags, '--otlp', to.url, '--telemetry-content']);
  await talk(gateway.url);
  await gateway.stop();
  const file = join(root, 'collected.jsonl');
  const logs = to.json.filter((line) => line.includes('resourceLogs'));
  writeFileSync(file, `${logs.join('\n')}\n`);
  const imported = join(root, 'imported.db');
  const first = await run(['import', file, '--db', imported]);
  expect(first.stdout).toMatch(/^otlp-logs: [1-9]\d* exchanges imported, 0 already/);
  // Ids are those of the recording.
  const again = await run(['import', file, '--db', gateway.database]);
  expect(again.stdout).toContain(': 0 exchanges imported');
  const [call] = to.spans.filter(({ kind }) => kind === 'SPAN_KIND_CLIENT');
  const session = String(call?.attributes['turntape.session.id']);
  const [before, after] = await Promise.all(
    [gateway.database, imported].map((db) => run(['explain', session, '--json', '--db', db])),
  );
  expect(after?.code, after?.stderr).toBe(0);
  expect(JSON.parse(after?.stdout ?? '')).toEqual(JSON.parse(before?.stdout ?? ''));
});

test('spans that a Collector wrote down are calls with their counters, but for simulated ones', {
  timeout: 180_000,
}, async () => {
  const to = await receiver();
  const gateway = await serve([...gatewayFlags, '--otlp', to.url]);
  const record = ['record', '--upstream-anthropic', gateway.url, '--otlp', to.url];
  const recorder = await serve(record);
  await talk(recorder.url);
  await recorder.stop();
  await gateway.stop();
  const file = join(root, 'spans.jsonl');
  writeFileSync(file, `${to.json.join('\n')}\n`);
  const { stdout } = await run(['usage', file, '--json']);
  const calls = to.spans.filter(
    ({ kind, attributes }) =>
      kind === 'SPAN_KIND_CLIENT' && attributes['turntape.label'] === 'measured',
  );
  expect(calls.length).toBeGreaterThan(1);
  const input = calls.map(({ attributes }) => Number(attributes['gen_ai.usage.input_tokens']));
  const { all } = JSON.parse(stdout) as { all: Record<string, number> };
  expect(all).toMatchObject({
    calls: calls.length,
    input_tokens: input.reduce((sum, one) => sum + one, 0),
  });
});

test('record sends what a failed call came to', async () => {
  const to = await receiver();
  const vendor = createServer((_, response) => {
    response.writeHead(529, { 'content-type': 'application/json' });
    response.end('{"type":"error","error":{"type":"overloaded_error","message":"busy"}}');
  });
  await new Promise<void>((done) => vendor.listen(0, '127.0.0.1', done));
  closing.push(() => new Promise((done) => vendor.close(done)));
  const { port } = vendor.address() as AddressInfo;
  const upstream = `http://127.0.0.1:${port}`;
  const recorder = await serve(['record', '--otlp', to.url, '--upstream-anthropic', upstream]);
  const response = await fetch(`${recorder.url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-claude-code-session-id': 'session-2' },
    body: JSON.stringify({ model: 'claude-x', messages: [{ role: 'user', content: 'Hello' }] }),
  });
  expect(response.status).toBe(529);
  await response.text();
  await recorder.stop();
  const [call] = to.spans.filter(({ name }) => name === 'chat claude-x');
  expect(call).toMatchObject({
    ...{ status: 'STATUS_CODE_ERROR', kind: 'SPAN_KIND_CLIENT' },
    attributes: {
      'error.type': '529',
      'gen_ai.provider.name': 'anthropic',
      'turntape.label': 'measured',
    },
  });
});

test('ab sends a trace of each trial, with its arm', async () => {
  const to = await receiver();
  const words = ['ab', 'parallel-calls', '--repeats', '1', '--otlp', to.url];
  const own = ['--db', join(root, 'ab.db'), '--out', join(root, 'reports')];
  const { code, stderr } = await run([...words, ...own], surroundings({}));
  expect(code, stderr).toBe(0);
  const trials = to.spans.filter(({ name }) => name === 'trial parallel-calls');
  const arms = new Set(trials.map(({ attributes }) => attributes['turntape.arm']));
  expect(arms.size).toBeGreaterThan(1);
  const calls = to.spans.filter(({ kind }) => kind === 'SPAN_KIND_CLIENT');
  const parents = new Set(trials.map(({ spanId }) => spanId));
  for (const { parentSpanId, attributes } of calls) {
    expect(parents).toContain(parentSpanId);
    expect(arms).toContain(attributes['turntape.arm']);
    expect(attributes['turntape.label']).toBe('simulated');
  }
  expect(stderr).toContain(`telemetry: sent ${to.spans.length} spans`);
});

test.each([
  [
    'refuses',
    (to: { statusCode: number; end(): unknown }) => {
      to.statusCode = 400;
      to.end();
      return true;
    },
  ],
  ['never answers', () => true],
])(
  'a receiver that %s costs the traffic nothing, and what is lost is counted',
  async (_, answer) => {
    const to = await receiver(answer as never);
    const gateway = await serve([...gatewayFlags, '--quiet', '--otlp', to.url], {
      OTEL_EXPORTER_OTLP_TIMEOUT: '300',
    });
    await talk(gateway.url);
    const { code, stderr } = await gateway.stop();
    expect(code).toBe(0);
    expect(stderr).toMatch(/telemetry: sent 0 spans; lost: \d+ spans.* \(.+\)/);
  },
);

test('a receiver that is not there is one line', async () => {
  const gateway = await serve([...gatewayFlags, '--otlp', 'http://127.0.0.1:1'], {
    OTEL_EXPORTER_OTLP_TIMEOUT: '300',
  });
  await talk(gateway.url);
  const { code, stderr } = await gateway.stop();
  expect(code).toBe(0);
  const [line] = stderr.split('\n').filter((one) => one.includes('lost:'));
  expect(line).toMatch(/ECONNREFUSED/);
});

test('a file of the folder does not choose where telemetry goes', async () => {
  const folder = mkdtempSync(join(root, 'repo-'));
  writeFileSync(join(folder, 'turntape.config.yaml'), 'otlp: http://repository.invalid\n');
  const begin = (command: string): Promise<Ended> =>
    run([command, '--db', join(folder, 'a.db')], { ...surroundings({}), cwd: folder });
  const { code, stderr } = await begin('gateway');
  expect(code).toBe(2);
  expect(stderr).toContain('`otlp` in');
  writeFileSync(join(folder, 'turntape.config.yaml'), 'telemetry-content: true\n');
  expect((await begin('record')).code).toBe(2);
});

test('the SDK is loaded by the process that exports, and by no other', () => {
  const folder = resolve(import.meta.dirname, '../src');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
  const that = (pattern: RegExp): string[] =>
    files.filter(({ text }) => pattern.test(text)).map(({ file }) => file);
  expect(that(/from '@opentelemetry\//)).toEqual(['telemetry/open-exporters.ts']);
  expect(that(/^import (?!type\b)[^;]*open-exporters\.ts'/m)).toEqual([
    'telemetry/telemetry-worker.ts',
  ]);
});
