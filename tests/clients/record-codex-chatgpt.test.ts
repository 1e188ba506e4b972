// The real Codex CLI with a made-up ChatGPT login and its built-in provider through `record --tls`:
// it learns its origin from the backend and goes there by name, so the recorder decrypts that host.
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listSessions, readBytes, showSession } from './read-back.ts';
import { codexCommand, createSandbox, type RunningServer, run, startServer } from './sandbox.ts';

const sandbox = createSandbox();
const home = join(sandbox.folder, 'chatgpt');
let simulator: RunningServer;
beforeAll(async () => {
  const flags = ['--codex-home', home, '--sim', 'time_scale=0.01'];
  simulator = await startServer(sandbox, ['sim', ...flags]);
});
afterAll(async () => {
  await simulator.stop();
  sandbox.remove();
});

async function record(name: string, ...flags: string[]) {
  const own = {
    ...sandbox,
    database: `${sandbox.database}-${name}`,
    // For the recorder, to verify the simulator's certificate; its child trusts both.
    env: { ...sandbox.env, CODEX_HOME: home, NODE_EXTRA_CA_CERTS: join(home, 'ca.pem') },
  };
  const words = ['record', '--tls', '--db', own.database, ...flags, '--', ...codexCommand];
  const finished = await run(own, words);
  expect(finished.code, finished.stderr).toBe(0);
  const sessions = await listSessions(own);
  const main = sessions.find(({ client, kind }) => client === 'codex' && kind === 'turn');
  expect(main).toMatchObject({ cut: 0, gaps: 0 });
  expect(main?.turns).toBeGreaterThanOrEqual(3);
  const { exchanges } = await showSession(own, main?.id ?? '');
  const bodies = await Promise.all(exchanges.map(({ id }) => readBytes(own, id, 'request-body')));
  const answers = await Promise.all(exchanges.map(({ id }) => readBytes(own, id, 'response-body')));
  expect(answers.every((bytes) => bytes.includes('response.completed'))).toBe(true);
  return { sessions, exchanges, bodies };
}

const itemTypes = (body: string): string[] =>
  (JSON.parse(body) as { input: { type: string }[] }).input.map(({ type }) => type);

test('over HTTP: compressed bodies are recorded as they were sent', async () => {
  const { exchanges, bodies } = await record('http', '--codex-transport', 'http');
  const posts = bodies.filter((_body, index) => exchanges[index]?.status === 200);
  expect(posts.length).toBeGreaterThanOrEqual(3);
  for (const body of posts) expect(body.readUInt32LE(0)).toBe(0xfd2fb528); // zstd
  const last = itemTypes(zstdDecompressSync(posts.at(-1) ?? Buffer.alloc(0)).toString());
  expect(last).toContain('reasoning');
  expect(last.at(-1)).toMatch(/_output$/);
});

test('over WebSocket: the histories are whole', async () => {
  const { sessions, bodies } = await record('ws');
  expect(sessions.some(({ status_counts }) => status_counts['101'] !== undefined)).toBe(true);
  const last = itemTypes(bodies.at(-1)?.toString() ?? '');
  expect(last[0]).toBe('message');
  expect(last.at(-1)).toMatch(/_output$/);
});
