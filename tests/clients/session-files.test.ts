// Session files that the real clients leave, read to the token: what they add up to is what the
// simulator counted. A resumed session continues in its file; a fork may repeat its parent's.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { LoggedSession } from '../../src/domain/logged-call.ts';
import { readLogs } from '../../src/log-files/read-logs.ts';
import {
  addCounts,
  type CountingSimulator,
  type Counts,
  noCounts,
  startCountingSimulator,
} from './counting-simulator.ts';
import { pinnedClients } from './pinned-clients.ts';
import { listSessions } from './read-back.ts';
import {
  claudeCommand,
  codexCommand,
  createSandbox,
  olderCodex,
  run,
  type Sandbox,
  startServer,
  writeCodexConfig,
} from './sandbox.ts';

const sandboxes: Sandbox[] = [];
const simulators: CountingSimulator[] = [];
afterAll(async () => {
  for (const sandbox of sandboxes) sandbox.remove();
  for (const simulator of simulators) await simulator.close();
});

async function setUp(): Promise<{ sandbox: Sandbox; simulator: CountingSimulator }> {
  const sandbox = createSandbox();
  sandboxes.push(sandbox);
  const simulator = await startCountingSimulator();
  simulators.push(simulator);
  return { sandbox, simulator };
}

async function play(sandbox: Sandbox, [command = '', ...args]: readonly string[]): Promise<void> {
  const { code, stdout, stderr } = await run(sandbox, args, command);
  expect(code, stdout + stderr).toBe(0);
}

async function readAll(folder: string) {
  let counts: Counts = noCounts;
  let unknownReasoning = 0;
  const sessions = new Map<string, LoggedSession | null>();
  const read = await readLogs([folder], { countTokens: () => null }, ({ call, session }) => {
    counts = addCounts(counts, call.usage);
    if (call.usage.reasoningTokens === null) unknownReasoning++;
    sessions.set(call.usage.session, session);
  });
  expect(read.skipped).toEqual([]);
  expect(read.damaged).toEqual([]);
  return { counts, sessions, unknownReasoning };
}

const [codex = '', exec = '', ...flags] = codexCommand.slice(0, -1);

test('Codex: a session, its continuation and a fork of it', async () => {
  const { sandbox, simulator } = await setUp();
  writeCodexConfig(sandbox, simulator.url);
  const home = join(sandbox.env['CODEX_HOME'] ?? '', 'sessions');
  await play(sandbox, [codex, exec, ...flags, 'Look around.']);
  await play(sandbox, [codex, exec, 'resume', '--last', ...flags, 'Again.']);
  const [parent = ''] = (await readAll(home)).sessions.keys();
  await play(sandbox, [codex, exec, 'fork', ...flags, parent, 'Otherwise.']);
  const { counts, sessions } = await readAll(home);
  expect(counts).toEqual(simulator.counted());
  expect(counts.calls).toBeGreaterThanOrEqual(9);
  expect(counts.cachedTokens).toBeGreaterThan(0);
  expect(counts.reasoningTokens).toBeGreaterThan(0);
  expect(sessions.size).toBe(2);
  expect([...sessions.values()].map((session) => session?.parent)).toEqual([null, parent]);
  expect(sessions.get(parent)?.clientVersion).toBe(pinnedClients['@openai/codex']);
});

test('Codex: its trace bundles, which hold the same calls as its session files', async () => {
  const { sandbox, simulator } = await setUp();
  writeCodexConfig(sandbox, simulator.url);
  const traces = join(sandbox.folder, 'traces');
  const traced = { ...sandbox, env: { ...sandbox.env, CODEX_ROLLOUT_TRACE_ROOT: traces } };
  await play(traced, [codex, exec, ...flags, 'Look around.']);
  await play(traced, [codex, exec, 'resume', '--last', ...flags, 'Again.']);
  const { counts, sessions } = await readAll(traces);
  expect(counts).toEqual(simulator.counted());
  expect(counts.calls).toBeGreaterThanOrEqual(6);
  expect([...sessions.values()].map((session) => session?.folder)).toEqual([
    sandbox.repository,
    sandbox.repository,
  ]);
  // Each call is in a session file too, and counts once.
  const home = join(sandbox.env['CODEX_HOME'] ?? '', 'sessions');
  const both = await readLogs([traces, home], { countTokens: () => null }, () => undefined);
  expect([both.calls, both.repeated]).toEqual([counts.calls, counts.calls]);
  // Whole requests and answers become sessions that explain reads.
  const bundles = readdirSync(traces).map((name) => join(traces, name));
  const words = ['import', ...bundles, '--db', sandbox.database, '--json'];
  const imported = await run(sandbox, words);
  expect(imported.code, imported.stderr).toBe(0);
  const listed = await listSessions(sandbox);
  expect(listed.map(({ client, turns }) => [client, turns])).toEqual([['codex', counts.calls]]);
  for (const { id } of listed) {
    const explained = await run(sandbox, ['explain', id, '--db', sandbox.database, '--json']);
    expect(explained.code, explained.stderr).toBe(0);
    expect(JSON.parse(explained.stdout)).toMatchObject({
      sessions: [{ input_tokens: counts.inputTokens }],
    });
  }
  // A bundle is read in the place of a session too, without the database.
  for (const bundle of bundles) {
    const shown = await run(sandbox, [
      'show',
      bundle,
      '--db',
      `${sandbox.database}.none`,
      '--json',
    ]);
    expect(shown.code, shown.stderr).toBe(0);
    expect(JSON.parse(shown.stdout)).toMatchObject({ client: 'codex', side: 'client' });
  }
});

test.each(olderCodex)(
  'Codex $version: a session and its continuation',
  async ({ version, bin }) => {
    const { sandbox, simulator } = await setUp();
    writeCodexConfig(sandbox, simulator.url);
    const home = join(sandbox.env['CODEX_HOME'] ?? '', 'sessions');
    await play(sandbox, [bin, exec, ...flags, 'Look around.']);
    const [id = ''] = (await readAll(home)).sessions.keys();
    await play(sandbox, [bin, exec, ...flags, 'resume', id, 'Again.']);
    const { counts, sessions } = await readAll(home);
    expect(counts).toEqual(simulator.counted());
    expect(counts.calls).toBeGreaterThanOrEqual(6);
    for (const session of sessions.values()) expect(session?.clientVersion).toBe(version);
  },
);

test('Claude Code: a session and its continuation through the gateway', async () => {
  const { sandbox, simulator } = await setUp();
  const gateway = await startServer(sandbox, [
    'gateway',
    '--backend',
    simulator.url,
    '--db',
    sandbox.database,
  ]);
  const env = { ...sandbox.env, ANTHROPIC_BASE_URL: gateway.url };
  await play({ ...sandbox, env }, claudeCommand);
  await play({ ...sandbox, env }, [...claudeCommand, '--continue']);
  await gateway.stop();
  const { counts, sessions, unknownReasoning } = await readAll(
    join(sandbox.env['CLAUDE_CONFIG_DIR'] ?? '', 'projects'),
  );
  // The client keeps no count of thinking: it is not known, for every call.
  expect(counts).toEqual({ ...simulator.counted(), reasoningTokens: 0 });
  expect(unknownReasoning).toBe(counts.calls);
  expect(counts.calls).toBeGreaterThanOrEqual(6);
  expect(counts.cachedTokens).toBeGreaterThan(0);
  expect(sessions.size).toBe(1);
});
