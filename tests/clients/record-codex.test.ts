// The real Codex CLI through `turntape record` on the simulator: a loop with a parallel call.
import { afterAll, expect, test } from 'vitest';
import { listSessions, readBytes, showSession } from './read-back.ts';
import { codexCommand, createSandbox, run, startServer, writeCodexConfig } from './sandbox.ts';
import { createWiretap } from './wiretap.ts';

const sandbox = createSandbox();
afterAll(() => sandbox.remove());

interface Item {
  type: string;
  encrypted_content?: string;
}

test('record -- codex exec: every exchange recorded, bytes as sent, reasoning in position', async () => {
  const simulator = await startServer(sandbox, ['sim', '--sim', 'time_scale=0.01']);
  const tap = await createWiretap(simulator.url);
  writeCodexConfig(sandbox, `${tap.url}/v1`);
  const args = ['record', '--db', sandbox.database, '--', ...codexCommand];
  const finished = await run(sandbox, args);
  expect(finished.code, finished.stderr).toBe(0);
  await tap.close();
  await simulator.stop();

  const sessions = await listSessions(sandbox);
  const main = sessions.find(({ client, kind }) => client === 'codex' && kind === 'turn');
  const sent = tap.responses();
  const turns = sent.filter(({ body }) => body.includes('response.completed'));
  expect(turns.length).toBeGreaterThanOrEqual(3);
  expect(sent.map(({ status }) => status)).toEqual(sent.map(() => 200));
  expect(main).toMatchObject({ cut: 0, gaps: 0, status_counts: { '200': turns.length } });

  const { exchanges } = await showSession(sandbox, main?.id ?? '');
  const stored = await Promise.all(
    exchanges.map(({ id }) => readBytes(sandbox, id, 'response-body')),
  );
  expect(stored).toEqual(turns.map(({ body }) => body));

  const requests = await Promise.all(
    exchanges.map(async ({ id }) => {
      const bytes = await readBytes(sandbox, id, 'request-body');
      return JSON.parse(bytes.toString()) as { input: Item[]; prompt_cache_key: string };
    }),
  );
  const last = requests.at(-1)?.input ?? [];
  expect(last.map(({ type }) => type).join(' ')).toMatch(
    /reasoning (custom_tool|function)_call (custom_tool|function)_call/,
  );
  expect(last.filter(({ type }) => type === 'reasoning')).toHaveLength(requests.length - 1);
  expect(new Set(requests.map(({ prompt_cache_key }) => prompt_cache_key)).size).toBe(1);
  expect(exchanges.at(-1)?.usage?.cached_tokens).toBeGreaterThan(1024);
});

test('the built-in provider’s WebSocket is refused at once and Codex continues over HTTP', async () => {
  const simulator = await startServer(sandbox, ['sim', '--sim', 'time_scale=0.01']);
  const env = { ...sandbox.env, CODEX_HOME: `${sandbox.folder}/codex-builtin` };
  const { mkdirSync, writeFileSync } = await import('node:fs');
  mkdirSync(env.CODEX_HOME);
  writeFileSync(
    `${env.CODEX_HOME}/config.toml`,
    `model = "gpt-5.5"\nopenai_base_url = "${simulator.url}/v1"\n`,
  );
  writeFileSync(
    `${env.CODEX_HOME}/auth.json`,
    '{"auth_mode":"apikey","OPENAI_API_KEY":"sk-made-up-for-tests"}',
  );
  const own = { ...sandbox, env, database: `${sandbox.database}-builtin` };
  const finished = await run(own, [
    ...['record', '--codex-transport', 'http', '--db', own.database],
    ...['--', ...codexCommand],
  ]);
  expect(finished.code, finished.stderr).toBe(0);
  await simulator.stop();
  const sessions = await listSessions(own);
  // No connection was ever upgraded: what is recorded came over HTTP.
  expect(sessions.flatMap(({ status_counts }) => Object.keys(status_counts))).not.toContain('101');
  const main = sessions.find(({ client, kind }) => client === 'codex' && kind === 'turn');
  expect(main?.turns).toBeGreaterThanOrEqual(3);
  expect(main?.status_counts['400']).toBeUndefined();
});

test('a setup through which no traffic could pass is refused with exit code 2', async () => {
  const own = {
    ...sandbox,
    env: { ...sandbox.env, CODEX_HOME: `${sandbox.folder}/codex-none` },
    database: `${sandbox.database}-none`,
  };
  const { mkdirSync, writeFileSync } = await import('node:fs');
  mkdirSync(own.env['CODEX_HOME'] ?? '');
  writeFileSync(
    `${own.env['CODEX_HOME']}/config.toml`,
    'model = "gpt-5.5"\nmodel_provider = "x"\n',
  );
  const finished = await run(own, ['record', '--db', own.database, '--', ...codexCommand]);
  expect(finished.code).toBe(2);
  expect(finished.stdout).toBe('');
  expect(finished.stderr.trim().split('\n')).toHaveLength(1);
});
