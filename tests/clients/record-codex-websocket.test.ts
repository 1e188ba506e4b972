// The real Codex CLI with its built-in provider: WebSocket, permessage-deflate, deltas. The backend
// is scripted: one call, then an answer.
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { listSessions, readBytes, showSession } from './read-back.ts';
import { codexCommand, createSandbox, run } from './sandbox.ts';

const sandbox = createSandbox();
afterAll(() => sandbox.remove());

interface Frame {
  readonly type: string;
  readonly generate?: boolean;
  readonly previous_response_id?: string;
  readonly input: readonly { readonly type: string }[];
}

const call = {
  type: 'function_call',
  id: 'fc_1',
  call_id: 'call_1',
  name: 'exec_command',
  arguments: '{"cmd":"ls"}',
  status: 'completed',
};
const answer = {
  type: 'message',
  id: 'msg_1',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text: 'A demo.', annotations: [] }],
};
const usage = {
  input_tokens: 10,
  input_tokens_details: { cached_tokens: 4 },
  output_tokens: 2,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 12,
};

/** Answers each frame; keeps what was received and sent, message by message. */
async function startBackend() {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: true });
  await once(server, 'listening');
  const received: string[] = [];
  const sent: string[] = [];
  let asked = 0;
  server.on('connection', (socket) => {
    socket.on('message', (data) => {
      const text = String(data);
      received.push(text);
      const frame = JSON.parse(text) as Frame;
      if (frame.type !== 'response.create') return;
      const item = frame.generate === false ? null : asked++ === 0 ? call : answer;
      const id = `resp_${received.length}`;
      const output = item === null ? [] : [item];
      const events = [
        { type: 'response.created', response: { id, output: [] } },
        ...output.flatMap((added) => [
          { type: 'response.output_item.added', output_index: 0, item: added },
          { type: 'response.output_item.done', output_index: 0, item: added },
        ]),
        { type: 'response.completed', response: { id, status: 'completed', output, usage } },
      ];
      for (const event of events) {
        const message = JSON.stringify(event);
        sent.push(message);
        socket.send(message);
      }
    });
  });
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    sent,
    close: () => {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}

test('record -- codex exec over WebSocket: frames as sent, histories whole', async () => {
  const backend = await startBackend();
  const home = sandbox.env['CODEX_HOME'] ?? '';
  mkdirSync(home, { recursive: true });
  writeFileSync(
    `${home}/config.toml`,
    `model = "gpt-5.5"\nopenai_base_url = "${backend.url}/v1"\n`,
  );
  writeFileSync(
    `${home}/auth.json`,
    '{"auth_mode":"apikey","OPENAI_API_KEY":"sk-made-up-for-tests"}',
  );
  const finished = await run(sandbox, ['record', '--db', sandbox.database, '--', ...codexCommand]);
  backend.close();
  expect(finished.code, finished.stderr).toBe(0);
  expect(finished.stdout).toContain('A demo.');

  const frames = backend.received.map((text) => JSON.parse(text) as Frame);
  const turns = frames.filter(
    ({ type, generate }) => type === 'response.create' && generate !== false,
  );
  expect(turns.length).toBeGreaterThanOrEqual(2);
  const sessions = await listSessions(sandbox);
  const main = sessions.find(({ client, kind }) => client === 'codex' && kind === 'turn');
  expect(main).toMatchObject({ turns: turns.length, cut: 0, gaps: 0 });
  const { exchanges } = await showSession(sandbox, main?.id ?? '');
  const bodies = await Promise.all(
    exchanges.map(
      async ({ id }) =>
        JSON.parse((await readBytes(sandbox, id, 'request-body')).toString()) as Frame,
    ),
  );
  const last = bodies.at(-1)?.input ?? [];
  expect(last.map(({ type }) => type).slice(-2)).toEqual(['function_call', 'function_call_output']);
  expect(last[0]).toEqual(frames[0]?.input[0]); // the base prompt, sent once, in the first frame
  expect(exchanges.at(-1)?.usage).toMatchObject({ input_tokens: 10, cached_tokens: 4 });

  // The connection's own log holds every message of both directions, byte for byte.
  const wire = sessions.find(({ client, kind }) => client === 'codex' && kind === 'other');
  const connections = (await showSession(sandbox, wire?.id ?? '')).exchanges;
  const logs = await Promise.all(
    connections.map(({ id }) => readBytes(sandbox, id, 'response-body')),
  );
  const lines = logs.flatMap((log) => log.toString().trimEnd().split('\n'));
  const side = (mark: string) => lines.filter((line) => line[0] === mark).map((l) => l.slice(2));
  expect(side('>')).toEqual(backend.received);
  expect(side('<')).toEqual(backend.sent);
});

test('--codex-transport http: the WebSocket is refused, Codex continues over HTTP at once', async () => {
  const backend = await startBackend();
  const home = sandbox.env['CODEX_HOME'] ?? '';
  writeFileSync(
    `${home}/config.toml`,
    `model = "gpt-5.5"\nopenai_base_url = "${backend.url}/v1"\n`,
  );
  const own = { ...sandbox, database: `${sandbox.database}-http` };
  const flags = ['--db', own.database, '--codex-transport', 'http'];
  await run(own, ['record', ...flags, '--', ...codexCommand]);
  backend.close();
  // This backend speaks no HTTP: what counts is that Codex came with a POST and no frame.
  expect(backend.received).toEqual([]);
  const session = (await listSessions(own)).find(({ kind }) => kind === 'turn');
  expect(session?.status_counts).toEqual({ 426: session?.exchanges });
});
