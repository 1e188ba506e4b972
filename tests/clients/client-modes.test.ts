// The real Claude Code through `turntape record` in every way of `--client-mode`: what is recorded
// of it on Anthropic's own host, and what it switches off on another one.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listSessions, readBytes, type SessionRow, showSession } from './read-back.ts';
import {
  claudeCommand,
  createSandbox,
  type RunningServer,
  run,
  runForBytes,
  startServer,
} from './sandbox.ts';

const sandbox = createSandbox();
// A model's name that Claude Code knows the abilities of.
sandbox.env['ANTHROPIC_MODEL'] = 'claude-opus-4-8';
const toolsOfServer = 60;

/** An MCP server with many tools, on its standard input and output. */
const server = `
const tools = Array.from({ length: ${toolsOfServer} }, (_, index) => ({
  name: 'measure_' + index,
  description: 'Measures the thing with number ' + index + '. '.repeat(400),
  inputSchema: { type: 'object', properties: { value: { type: 'string' } } },
}));
const answers = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'many', version: '1' },
  }),
  'tools/list': () => ({ tools }),
};
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  console.log(JSON.stringify({ jsonrpc: '2.0', id, result: answers[method]?.(params) ?? {} }));
});
`;

interface Recorded {
  readonly session: SessionRow;
  readonly request: {
    readonly tools: readonly { readonly name: string }[];
    readonly diagnostics?: unknown;
  };
  readonly stderr: string;
}

const modes = {
  'base-url': ['--client-mode', 'base-url'],
  'first-party': ['--client-mode', 'first-party'],
  decrypted: ['--client-mode', 'first-party', '--tls'],
} as const;
const recorded = new Map<keyof typeof modes, Recorded>();
let upstream: RunningServer;

async function record(flags: readonly string[]): Promise<Recorded> {
  const before = new Set((await listIfAny()).map(({ id }) => id));
  const script = join(sandbox.folder, 'server.cjs');
  writeFileSync(script, server);
  const many = { command: process.execPath, args: [script] };
  const { code, stderr } = await run(sandbox, [
    ...['record', '--db', sandbox.database, '--upstream-anthropic', upstream.url, ...flags, '--'],
    ...[...claudeCommand, '--mcp-config', JSON.stringify({ mcpServers: { many } })],
  ]);
  expect(code, stderr).toBe(0);
  const session = (await listSessions(sandbox)).find(
    ({ id, client, kind }) => client === 'claude' && kind === 'turn' && !before.has(id),
  );
  if (session === undefined) throw new Error(`nothing was recorded: ${stderr}`);
  const [first] = (await showSession(sandbox, session.id)).exchanges;
  const body = await readBytes(sandbox, first?.id ?? '', 'request-body');
  return { session, request: JSON.parse(body.toString()) as Recorded['request'], stderr };
}

const listIfAny = async (): Promise<SessionRow[]> =>
  recorded.size === 0 ? [] : listSessions(sandbox);

beforeAll(async () => {
  const flags = ['--db', `${sandbox.database}-upstream`, '--sim', 'time_scale=0.01'];
  upstream = await startServer(sandbox, ['gateway', ...flags, '--model', 'gpt-5.5']);
  for (const [mode, words] of Object.entries(modes)) {
    recorded.set(mode as keyof typeof modes, await record(words));
  }
});
afterAll(async () => {
  await upstream.stop();
  sandbox.remove();
});

const of = (mode: keyof typeof modes): Recorded => recorded.get(mode) as Recorded;
test('every way records all calls of the client', () => {
  for (const { session } of recorded.values()) {
    expect(session).toMatchObject({ cut: 0, gaps: 0, status_counts: { '200': session.exchanges } });
    expect(session.exchanges).toBeGreaterThanOrEqual(3);
  }
});

test('this version searches for tools on every host', () => {
  for (const { request } of recorded.values()) {
    const names = request.tools.map(({ name }) => name);
    expect(names).toContain('ToolSearch');
    expect(names.filter((name) => name.startsWith('mcp__many__'))).toEqual([]);
  }
});

test('the switch shows the client that decrypting shows', () => {
  const shape = ({ request }: Recorded) => ({
    members: Object.keys(request),
    tools: request.tools.map(({ name }) => name),
  });
  expect(shape(of('first-party'))).toEqual(shape(of('decrypted')));
  expect(of('first-party').request).toHaveProperty('diagnostics');
  expect(of('base-url').request).not.toHaveProperty('diagnostics');
});

test('decrypting also shows what else the client asks that host, without its bodies', async () => {
  const own = (await listSessions(sandbox)).filter(({ kind }) => kind === 'other');
  const all = await Promise.all(own.map(({ id }) => showSession(sandbox, id)));
  const exchanges = all.flatMap((session) => session.exchanges);
  expect(exchanges.map(({ path }) => path)).toContain('/api/claude_code/settings');
  const bytes = exchanges.map((one) => one.request_bytes + one.response_bytes);
  expect(bytes).toEqual(bytes.map(() => 0));
});

test('compare prints what differs between the modes', async () => {
  const sides = [of('base-url').session.id, of('first-party').session.id];
  const out = await runForBytes(sandbox, ['compare', ...sides, '--db', sandbox.database]);
  for (const row of ['diagnostics', 'header anthropic-beta: cache-diagnosis']) {
    expect(out.toString()).toContain(row);
  }
});
