// The real Claude Code while `record --view` runs: the page's server tells of its calls before the
// client has ended.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, expect, test } from 'vitest';
import { program } from '../program.ts';
import { claudeCommand, createSandbox, run, startServer } from './sandbox.ts';

const sandbox = createSandbox();
const upstream = createSandbox();
afterAll(() => {
  sandbox.remove();
  upstream.remove();
});

interface Listed {
  readonly client: string;
  readonly calls: number;
}

/** `record --view`: where clients connect to, and the page with its token. */
async function startRecorder(upstreamUrl: string) {
  const flags = ['--view', '--json', '--db', sandbox.database, '--upstream-anthropic', upstreamUrl];
  const child = spawn(process.execPath, [program, 'record', ...flags], {
    cwd: sandbox.repository,
    env: sandbox.env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  sandbox.children.add(child);
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async (): Promise<{ event: string; url: string }> =>
    JSON.parse(String((await lines.next()).value));
  const [listening, view] = [await next(), await next()];
  expect([listening.event, view.event]).toEqual(['listening', 'view']);
  return {
    url: listening.url,
    page: new URL(view.url),
    stop: async () => {
      child.kill('SIGINT');
      await once(child, 'exit');
    },
  };
}

test('its calls are on the page while it still runs', async () => {
  const gateway = await startServer(upstream, [
    ...['gateway', '--db', upstream.database, '--sim', 'time_scale=0.3', '--model', 'gpt-5.5'],
  ]);
  const recorder = await startRecorder(gateway.url);
  const token = recorder.page.searchParams.get('token') ?? '';
  const open = (path: string, signal?: AbortSignal): Promise<Response> =>
    fetch(new URL(path, recorder.page), {
      headers: { 'x-turntape-token': token },
      ...(signal && { signal }),
    });
  const left = new AbortController();
  const news = await open('/api/events', left.signal);
  expect(news.status).toBe(200);

  let isRunning = true;
  const [command = '', ...args] = claudeCommand;
  const env = { ...sandbox.env, ANTHROPIC_BASE_URL: recorder.url };
  const finished = run({ ...sandbox, env }, args, command).finally(() => {
    isRunning = false;
    left.abort();
  });
  const seen: number[] = [];
  const reader = news.body?.getReader();
  try {
    for (;;) {
      const told = await reader?.read();
      if (told === undefined || told.done) break;
      const sessions = (await (await open('/api/sessions')).json()) as { sessions: Listed[] };
      const calls = sessions.sessions.find(({ client }) => client === 'claude')?.calls ?? 0;
      if (isRunning) seen.push(calls);
    }
  } catch (error) {
    if (!left.signal.aborted) throw error;
  }
  const { code, stderr } = await finished;
  expect(code, stderr).toBe(0);
  // More than one state of the session was seen before its client ended.
  expect(new Set(seen.filter((calls) => calls > 0)).size).toBeGreaterThanOrEqual(2);
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  await recorder.stop();
  await gateway.stop();
});
