// The real Codex CLI on the simulator: over HTTP, over WebSocket and with a made-up ChatGPT login
// over TLS; each with a resume and a compaction. The simulator refuses what the backend would, and
// Codex complains about nothing that it would not complain about in front of a healthy upstream.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadO200kTokenizer } from '../../src/backends/o200k-tokenizer.ts';
import { createDefaultAgent } from '../../src/backends/simulator/default-agent.ts';
import { modelList } from '../../src/backends/simulator/model-list.ts';
import { createSimulator } from '../../src/backends/simulator/simulator.ts';
import {
  type SimulatorServer,
  type SimulatorServerOptions,
  startSimulatorServer,
} from '../../src/backends/simulator/simulator-server.ts';
import { madeUpCodexHome } from '../../src/clients/codex/made-up-home.ts';
import { writePrivateFolder } from '../../src/files/write-private-folder.ts';
import { defaultSimulatorParameters } from '../../src/profiles/simulator-parameters.ts';
import { createPrivateCertificate } from '../../src/tls/private-certificate.ts';
import { complaintsOf, startHealthyUpstream } from './complaints.ts';
import { codexCommand, createSandbox, type Finished, run } from './sandbox.ts';

const sandbox = createSandbox();
/** So many files that two turns of listing them are over the limit, and one is not. */
for (let index = 0; index < 400; index++) {
  writeFileSync(join(sandbox.repository, `some-file-with-a-name-${index}.txt`), '');
}
const compactAbove = 17_500;
const servers: SimulatorServer[] = [];
afterAll(async () => {
  for (const server of servers) await server.close();
  sandbox.remove();
});

interface Seen {
  readonly items: readonly string[];
  readonly isWebSocket: boolean;
  readonly status: number;
}

async function serve(options: Pick<SimulatorServerOptions, 'tls' | 'modelList'> = {}) {
  const tokenizer = await loadO200kTokenizer();
  const seen: Seen[] = [];
  const server = await startSimulatorServer({
    host: '127.0.0.1',
    port: 0,
    ...options,
    createBackend(account) {
      const backend = createSimulator({
        tokenizer,
        agent: createDefaultAgent(),
        parameters: { ...defaultSimulatorParameters, time_scale: 0 },
        seed: 'codex',
        account,
        nowMs: Date.now,
        pace: 'real',
      });
      return {
        ...backend,
        async send(request, signal) {
          const answer = await backend.send(request, signal);
          const { input } = JSON.parse(new TextDecoder().decode(request.body)) as {
            input: { type: string }[];
          };
          const isWebSocket = request.headers.some(([, value]) =>
            value.includes('responses_websockets'),
          );
          seen.push({ items: input.map(({ type }) => type), isWebSocket, status: answer.status });
          return answer;
        },
      };
    },
  });
  servers.push(server);
  return { server, seen };
}

async function runCodex(words: readonly string[], env: Record<string, string>): Promise<Finished> {
  const [command = '', ...args] = words;
  const finished = await run({ ...sandbox, env: { ...sandbox.env, ...env } }, args, command);
  expect(finished.code, finished.stderr + finished.stdout).toBe(0);
  return finished;
}

/** What Codex says where nothing is wrong: that its home is in a temporary folder. */
let elsewhere: string[];
beforeAll(async () => {
  const upstream = await startHealthyUpstream('responses');
  const home = writeHome('healthy', customProvider(upstream.url));
  const finished = await runCodex(codexCommand, { CODEX_HOME: home });
  await upstream.close();
  expect(finished.stdout).toContain('All is well.');
  elsewhere = complaintsOf(finished);
});

/** Two turns, then a third that has to compact first. */
async function playTurns(env: Record<string, string>): Promise<Finished[]> {
  const [program = '', exec = '', ...flags] = codexCommand.slice(0, -1);
  const turns = [
    [program, exec, ...flags, 'Look around.'],
    [program, exec, 'resume', '--last', ...flags, 'Again.'],
    [
      ...[program, exec, 'resume', '--last', ...flags],
      ...['-c', `model_auto_compact_token_limit=${compactAbove}`, 'Once more.'],
    ],
  ];
  const finished: Finished[] = [];
  for (const words of turns) finished.push(await runCodex(words, env));
  return finished;
}

function checkTurns(turns: readonly Finished[], seen: readonly Seen[]): void {
  for (const finished of turns) {
    expect(finished.stdout).toContain('"type":"turn.completed"');
    expect(finished.stdout).toContain('now it is done.');
    expect(elsewhere).toEqual(expect.arrayContaining(complaintsOf(finished)));
  }
  expect(seen.map(({ status }) => status)).toEqual(seen.map(() => 200));
}

function writeHome(name: string, config: readonly string[], auth?: string): string {
  const home = join(sandbox.folder, name);
  mkdirSync(home);
  writeFileSync(join(home, 'config.toml'), `model = "gpt-5.5"\n${config.join('\n')}\n`);
  if (auth !== undefined) writeFileSync(join(home, 'auth.json'), auth);
  return home;
}

function customProvider(url: string): string[] {
  return [
    ...['model_provider = "local"', '[model_providers.local]', 'name = "Local"'],
    ...[`base_url = "${url}/v1"`, 'wire_api = "responses"', 'env_key = "OPENAI_API_KEY"'],
  ];
}

test('over HTTP: a loop, a resume, a compaction of its own', async () => {
  const { server, seen } = await serve();
  const home = writeHome('http', customProvider(server.url));
  checkTurns(await playTurns({ CODEX_HOME: home }), seen);
  expect(seen.some(({ isWebSocket }) => isWebSocket)).toBe(false);
  // Three turns of three calls, and one request for the summary.
  expect(seen).toHaveLength(10);
});

test('over WebSocket: a loop, a resume, a compaction by the backend', async () => {
  const { server, seen } = await serve();
  const auth = '{"auth_mode":"apikey","OPENAI_API_KEY":"sk-made-up-for-tests"}';
  const home = writeHome('socket', [`openai_base_url = "${server.url}/v1"`], auth);
  checkTurns(await playTurns({ CODEX_HOME: home }), seen);
  expect(seen.every(({ isWebSocket }) => isWebSocket)).toBe(true);
  expect(seen.filter(({ items }) => items.at(-1) === 'compaction_trigger')).toHaveLength(1);
  expect(seen.at(-1)?.items).toContain('compaction');
});

test('with a made-up ChatGPT login over TLS', async () => {
  const { certificate, key, authority } = await createPrivateCertificate(Date.now());
  const { server, seen } = await serve({ tls: { cert: certificate, key } });
  const home = join(sandbox.folder, 'chatgpt');
  writePrivateFolder(home, madeUpCodexHome(server.url, authority, Date.now()));
  const env = { CODEX_HOME: home, SSL_CERT_FILE: join(home, 'ca.pem') };
  checkTurns(await playTurns(env), seen);
  expect(seen.length).toBeGreaterThanOrEqual(10);
});

test('takes the models of the profiles, when they are listed, for its own', async () => {
  const { certificate, key, authority } = await createPrivateCertificate(Date.now());
  const { server, seen } = await serve({ tls: { cert: certificate, key }, modelList: 'profiles' });
  const home = join(sandbox.folder, 'listed');
  writePrivateFolder(home, madeUpCodexHome(server.url, authority, Date.now()));
  const env = { CODEX_HOME: home, SSL_CERT_FILE: join(home, 'ca.pem') };
  checkTurns([await runCodex([...codexCommand.slice(0, -1), 'Look around.'], env)], seen);
  // What it could read, it keeps.
  const kept = JSON.parse(readFileSync(join(home, 'models_cache.json'), 'utf8')) as {
    models: { slug: string; context_window: number }[];
  };
  const listed = modelList('profiles')['models'] as { slug: string; context_window: number }[];
  expect(kept.models).toHaveLength(listed.length);
  for (const { slug, context_window } of listed) {
    expect(kept.models).toContainEqual(expect.objectContaining({ slug, context_window }));
  }
});
