// The real Codex CLI on the simulator: over HTTP, over WebSocket and with a made-up ChatGPT login over
// TLS; each with a resume and a compaction. The simulator refuses what the backend would.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadO200kTokenizer } from '../../src/backends/o200k-tokenizer.ts';
import { createDefaultAgent } from '../../src/backends/simulator/default-agent.ts';
import { createSimulator } from '../../src/backends/simulator/simulator.ts';
import {
  type SimulatorServer,
  startSimulatorServer,
} from '../../src/backends/simulator/simulator-server.ts';
import { createPrivateCertificate } from '../../src/cli/private-certificate.ts';
import { writeCodexHome } from '../../src/cli/write-codex-home.ts';
import { defaultSimulatorParameters } from '../../src/rules/simulator-parameters.ts';
import { codexCommand, createSandbox, run } from './sandbox.ts';

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

async function serve(tls?: { cert: string; key: string }) {
  const tokenizer = await loadO200kTokenizer();
  const seen: Seen[] = [];
  const server = await startSimulatorServer({
    host: '127.0.0.1',
    port: 0,
    ...(tls && { tls }),
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

/** Two turns, then a third that has to compact first; what each printed. */
async function playTurns(env: Record<string, string>): Promise<string[]> {
  const own = { ...sandbox, env: { ...sandbox.env, ...env } };
  const [program = '', exec = '', ...flags] = codexCommand.slice(0, -1);
  const turns = [
    [program, exec, ...flags, 'Look around.'],
    [program, exec, 'resume', '--last', ...flags, 'Again.'],
    [
      ...[program, exec, 'resume', '--last', ...flags],
      ...['-c', `model_auto_compact_token_limit=${compactAbove}`, 'Once more.'],
    ],
  ];
  const printed: string[] = [];
  for (const [command = '', ...args] of turns) {
    const { code, stdout, stderr } = await run(own, args, command);
    expect(code, stderr + stdout).toBe(0);
    printed.push(stdout);
  }
  return printed;
}

function checkTurns(printed: readonly string[], seen: readonly Seen[]): void {
  for (const text of printed) {
    const events = text
      .split('\n')
      .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
    const types = events.map(({ type }: { type: string }) => type);
    expect(types).toContain('turn.completed');
    expect(types.filter((type: string) => /error|failed/.test(type))).toEqual([]);
    expect(text).toContain('now it is done.');
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

test('over HTTP: a loop, a resume, a compaction of its own', async () => {
  const { server, seen } = await serve();
  const home = writeHome('http', [
    ...['model_provider = "local"', '[model_providers.local]', 'name = "Local"'],
    ...[`base_url = "${server.url}/v1"`, 'wire_api = "responses"', 'env_key = "OPENAI_API_KEY"'],
  ]);
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
  const { server, seen } = await serve({ cert: certificate, key });
  const home = join(sandbox.folder, 'chatgpt');
  writeCodexHome(home, server.url, authority, Date.now());
  const env = { CODEX_HOME: home, SSL_CERT_FILE: join(home, 'ca.pem') };
  checkTurns(await playTurns(env), seen);
  expect(seen.length).toBeGreaterThanOrEqual(10);
});
