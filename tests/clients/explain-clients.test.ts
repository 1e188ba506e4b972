// What `explain` says of the real clients: the causes must be what is known of them. Claude Code
// inserts the tools of a search into its list, resumes without touching its history, and takes a
// new model as it is asked to; Codex CLI resumes its own history and replaces it by a summary when
// it compacts, and sends over a WebSocket only what is new, so that its histories are rebuilt.
import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import type { ExplainedCall } from '../../src/explain/explain-call.ts';
import { listSessions } from './read-back.ts';
import {
  codexCommand,
  createSandbox,
  run,
  type Sandbox,
  startServer,
  writeCodexConfig,
} from './sandbox.ts';
import { type ScriptedServer, startScriptedModel } from './scripted-model.ts';

const sandboxes: Sandbox[] = [];
const models: ScriptedServer[] = [];
afterAll(async () => {
  for (const sandbox of sandboxes) sandbox.remove();
  for (const model of models) await model.close();
});

function sandboxed(): Sandbox {
  const sandbox = createSandbox();
  sandboxes.push(sandbox);
  return sandbox;
}

async function explain(sandbox: Sandbox, side: string, client: string): Promise<ExplainedCall[]> {
  const sessions = await listSessions(sandbox, side);
  const main = sessions.find((session) => session.kind === 'turn' && session.client === client);
  const args = ['explain', main?.id ?? '', '--json', '--db', sandbox.database];
  const { code, stdout, stderr } = await run(sandbox, args);
  expect(code, stderr).toBe(0);
  const { turns } = JSON.parse(stdout).sessions[0] as { turns: ExplainedCall[] };
  for (const { breaks, lost_tokens } of turns) {
    expect(breaks.reduce((sum, { tokens_lost }) => sum + tokens_lost, 0)).toBe(lost_tokens);
    expect(breaks.map(({ cause }) => cause)).not.toContain('unknown');
  }
  return turns;
}

/**
 * The local counts of a client's own requests against what the upstream counted: printed, and
 * bounded.
 */
async function expectCounted(sandbox: Sandbox, client: string, errorMax: number): Promise<void> {
  const sessions = await listSessions(sandbox);
  const main = sessions.find((session) => session.kind === 'turn' && session.client === client);
  const args = ['explain', main?.id ?? '', '--json', '--db', sandbox.database];
  const { scale, scale_error } = JSON.parse((await run(sandbox, args)).stdout).sessions[0] as {
    scale: number;
    scale_error: number;
  };
  process.stdout.write(`${client}: scale ${scale}, median error ${scale_error}\n`);
  expect(scale_error).toBeLessThan(errorMax);
}

/** The breaks that lie in a request: cause and pointer, in order. */
const placesOf = (turns: readonly ExplainedCall[]) =>
  turns.flatMap(({ breaks }) =>
    breaks
      .filter(({ pointer }) => pointer !== null)
      .map(({ cause, pointer, by }) => `${cause} ${pointer?.replace(/\d+$/, 'N')} ${by}`),
  );

test('Claude Code: a tool search, --continue and another model', async () => {
  const sandbox = sandboxed();
  const model = await startScriptedModel({
    first: [
      [{ name: 'Bash', input: { command: 'ls', description: 'Lists files' } }],
      [{ name: 'ToolSearch', input: { query: 'select:WebFetch', max_results: 1 } }],
      [{ name: 'Bash', input: { command: 'pwd', description: 'Says where' } }],
    ],
    second: [[{ name: 'Bash', input: { command: 'pwd', description: 'Says where' } }]],
  });
  models.push(model);
  const options = ['reasoning_continuity=true', 'tool_order=as-sent'];
  const server = await startServer(sandbox, [
    ...['gateway', '--backend', model.url, '--db', sandbox.database],
    ...options.flatMap((option) => ['--set', option]),
  ]);
  const env = { ...sandbox.env, ANTHROPIC_BASE_URL: server.url };
  const ask = async (prompt: string, ...more: string[]): Promise<void> => {
    const words = ['-p', `SCRIPT:${prompt}`, '--dangerously-skip-permissions', ...more];
    const { code, stdout, stderr } = await run({ ...sandbox, env }, words, 'claude');
    expect(code, stdout + stderr).toBe(0);
  };
  await ask('first');
  await ask('second', '--continue');
  await ask('second', '--continue', '--model', 'gpt-5.4');
  await server.stop();

  const upstream = await explain(sandbox, 'upstream', 'claude');
  expect(upstream.every(({ scale }) => scale === 1)).toBe(true);
  expect(placesOf(upstream)).toEqual([
    // The loaded tool goes where the alphabet puts it.
    'tool-inserted /tools/N client',
    // A new message of the user: the model leaves out the reasoning before it.
    'reasoning-ignored /input/N null',
    'setting-changed /model client',
  ]);
  const inserted = upstream
    .flatMap(({ breaks }) => breaks)
    .find(({ cause }) => cause === 'tool-inserted');
  expect(inserted?.tokens_lost).toBeGreaterThan(1024);
  expect(inserted?.now).toContain('WebFetch');

  // The client's side of a gateway is explained by the side that met the cache.
  const client = await explain(sandbox, 'client', 'claude');
  expect(placesOf(client)).toEqual(placesOf(upstream));
  await expectCounted(sandbox, 'claude', 0.05);
}, 120_000);

test('Codex CLI: resume keeps its history, compaction replaces it', async () => {
  const sandbox = sandboxed();
  const simulator = await startServer(sandbox, ['sim', '--sim', 'time_scale=0']);
  writeCodexConfig(sandbox, `${simulator.url}/v1`);
  const [command = '', sub = '', ...flags] = codexCommand.slice(0, -1);
  const turn = async (prompt: string, ...more: string[]): Promise<void> => {
    const words = [
      'record',
      '--db',
      sandbox.database,
      '--',
      command,
      sub,
      ...more,
      ...flags,
      prompt,
    ];
    const { code, stdout, stderr } = await run(sandbox, words);
    expect(code, stdout + stderr).toBe(0);
  };
  await turn('Look at this repository.');
  await turn('And now?', 'resume', '--last');
  // Reached in the middle of the next user turn, and not again by what follows the summary. Codex
  // counts encrypted reasoning by its length.
  const limit = ((await explain(sandbox, 'client', 'codex')).at(-1)?.input_tokens ?? 0) + 1_200;
  await turn('Continue.', 'resume', '--last', '-c', `model_auto_compact_token_limit=${limit}`);
  await simulator.stop();

  const turns = await explain(sandbox, 'client', 'codex');
  expect(turns.every(({ scale }) => scale === 1)).toBe(true);
  expect(placesOf(turns).map((place) => place.split(' ').slice(0, 2).join(' '))).toEqual([
    // New messages of the user: the model leaves out the reasoning before them.
    'reasoning-ignored /input/N',
    'reasoning-ignored /input/N',
    // The request for a summary offers no tools.
    'tool-removed /tools',
    // What continues from the summary has lost the second developer message.
    'instructions-changed /input/N',
  ]);
  await expectCounted(sandbox, 'codex', 0.001);
}, 120_000);

test('Codex CLI over WebSocket: what was rebuilt from deltas is explained like the rest', async () => {
  const sandbox = sandboxed();
  const simulator = await startServer(sandbox, ['sim', '--sim', 'time_scale=0']);
  const home = sandbox.env['CODEX_HOME'] ?? '';
  mkdirSync(home, { recursive: true });
  writeFileSync(
    `${home}/config.toml`,
    `model = "gpt-5.5"\nopenai_base_url = "${simulator.url}/v1"\n`,
  );
  writeFileSync(
    `${home}/auth.json`,
    '{"auth_mode":"apikey","OPENAI_API_KEY":"sk-made-up-for-tests"}',
  );
  const [command = '', sub = '', ...flags] = codexCommand.slice(0, -1);
  for (const words of [['Look at this repository.'], ['resume', '--last', 'And now?']]) {
    const [last = '', ...more] = words.toReversed();
    const record = ['record', '--db', sandbox.database, '--', command, sub];
    const { code, stdout, stderr } = await run(sandbox, [
      ...[...record, ...more.toReversed()],
      ...[...flags, last],
    ]);
    expect(code, stdout + stderr).toBe(0);
  }
  await simulator.stop();

  const turns = await explain(sandbox, 'client', 'codex');
  expect(turns.length).toBeGreaterThanOrEqual(4);
  // The first frame of the connection asks for no output: it warms the cache, as a session of its
  // own.
  expect(turns[0]?.continues_session).toMatch(/^s_/);
  expect(turns[0]?.actual_cached_tokens).toBe(turns[0]?.theoretical_cached_tokens);
  expect(turns[0]?.actual_cached_tokens).toBeGreaterThan(4096);
  expect(turns.every(({ scale }) => scale === 1)).toBe(true);
  // The new message of the user is the only thing that takes something back.
  expect(placesOf(turns).map((place) => place.split(' ').slice(0, 2).join(' '))).toEqual([
    'reasoning-ignored /input/N',
  ]);
}, 120_000);
