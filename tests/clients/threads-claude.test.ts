// The real Claude Code with its message threads switched on. Against a server that holds
// conversations: what `show` puts together is what the server holds. Against the gateway, which
// holds none: the client sends everything, and nothing goes upstream without its history.
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { listSessions, readBytes, showSession } from './read-back.ts';
import { claudeCommand, createSandbox, run, runForBytes } from './sandbox.ts';
import { startScriptedModel } from './scripted-model.ts';

const threadsOn = {
  // The client's own switches; undocumented (docs/recording.md).
  CLAUDE_CODE_TETHER_LIVE: '1',
  _CLAUDE_CODE_ASSUME_FIRST_PARTY_BASE_URL: '1',
};
const sandbox = createSandbox();
Object.assign(sandbox.env, threadsOn, { ANTHROPIC_MODEL: 'claude-opus-4-8' });
const translated = createSandbox();
Object.assign(translated.env, threadsOn);
afterAll(() => {
  sandbox.remove();
  translated.remove();
});

interface Message {
  readonly role: string;
  readonly content: unknown;
}
interface Asked {
  readonly messages: readonly Message[];
  readonly thread?: { readonly type: string; readonly previous_message_id?: string };
}
const commandCalls = 3;

/** Answers with calls of Bash, then with a sentence, and keeps conversations by answer. */
async function startThreadServer() {
  const held = new Map<string, readonly Message[]>();
  const asked: { thread: string; whole: readonly Message[] }[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += String(part);
    if (!request.url?.startsWith('/v1/messages?')) {
      response.writeHead(404).end('{}');
      return;
    }
    const { messages, thread } = JSON.parse(body) as Asked;
    const before = held.get(thread?.previous_message_id ?? '') ?? [];
    const whole = [...before, ...messages];
    asked.push({ thread: thread?.type ?? 'none', whole });
    const id = `msg_made_up_${asked.length}`;
    const content = contentOf(asked.length);
    held.set(id, [...whole, { role: 'assistant', content }]);
    answer(response, id, content);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, asked, close: () => server.close() };
}

function contentOf(number: number): object[] {
  const input = { command: `echo step ${number}`, description: 'A step' };
  return number <= commandCalls
    ? [{ type: 'tool_use', id: `toolu_made_up_${number}`, name: 'Bash', input }]
    : [{ type: 'text', text: 'Done.' }];
}

function answer(response: ServerResponse, id: string, content: readonly object[]): void {
  const usage = { input_tokens: 1000, output_tokens: 9, cache_read_input_tokens: 0 };
  const message = { id, type: 'message', role: 'assistant', model: 'm', content: [], usage };
  const send = (value: { type: string }): void => {
    response.write(`event: ${value.type}\ndata: ${JSON.stringify(value)}\n\n`);
  };
  response.writeHead(200, { 'content-type': 'text/event-stream', 'request-id': `req_${id}` });
  send({ type: 'message_start', ...{ message } } as { type: string });
  for (const [index, block] of content.entries()) {
    const { input, text } = block as { input?: object; text?: string };
    const delta =
      input === undefined
        ? { type: 'text_delta', text }
        : { type: 'input_json_delta', partial_json: JSON.stringify(input) };
    const empty = input === undefined ? { ...block, text: '' } : { ...block, input: {} };
    send({ type: 'content_block_start', ...{ index, content_block: empty } } as { type: string });
    send({ type: 'content_block_delta', ...{ index, delta } } as { type: string });
    send({ type: 'content_block_stop', ...{ index } } as { type: string });
  }
  const stop_reason = 'input' in (content[0] ?? {}) ? 'tool_use' : 'end_turn';
  send({ type: 'message_delta', ...{ delta: { stop_reason }, usage } } as { type: string });
  send({ type: 'message_stop' });
  response.end();
}

/** Cache markers are not sent again. */
const withoutMarkers = (messages: readonly Message[]): unknown =>
  JSON.parse(
    JSON.stringify(messages, (name, value) => (name === 'cache_control' ? undefined : value)),
  );

test('what show puts together is what the server holds', async () => {
  const server = await startThreadServer();
  const { code, stderr } = await run(sandbox, [
    ...['record', '--db', sandbox.database, '--client-mode', 'first-party'],
    ...['--upstream-anthropic', server.url, '--', ...claudeCommand],
  ]);
  server.close();
  expect(code, stderr).toBe(0);
  expect(server.asked.map(({ thread }) => thread)).toEqual([
    ...['create', 'continue', 'continue', 'continue'],
  ]);
  const main = (await listSessions(sandbox)).find(({ kind }) => kind === 'turn');
  const { exchanges } = await showSession(sandbox, main?.id ?? '');
  const shown = await Promise.all(
    exchanges.map(async ({ id }) => {
      const words = ['show', id, '--part', 'whole-request', '--db', sandbox.database];
      return JSON.parse((await runForBytes(sandbox, words)).toString()) as Asked;
    }),
  );
  expect(shown.map(({ messages }) => withoutMarkers(messages))).toEqual(
    server.asked.map(({ whole }) => withoutMarkers(whole)),
  );
  const explained = await runForBytes(sandbox, [
    ...['explain', main?.id ?? '', '--json', '--db', sandbox.database],
  ]);
  expect(explained.toString()).not.toContain('history-unknown');
});

test('through the gateway every request has its whole history', async () => {
  const prompt = 'SCRIPT:steps Remember PELICAN.';
  const command = ['claude', '-p', prompt, ...claudeCommand.slice(3)];
  const model = await startScriptedModel({
    steps: [1, 2].map((step) => [
      { name: 'Bash', input: { command: `echo ${step}`, description: 'A step' } },
    ]),
  });
  const { code, stderr } = await run(translated, [
    ...['gateway', '--db', translated.database, '--backend', model.url, '--', ...command],
  ]);
  await model.close();
  expect(code, stderr).toBe(0);
  const turns = model.seen.filter(({ tools }) => tools.includes('Bash'));
  expect(turns.length).toBeGreaterThanOrEqual(3);
  for (const { input } of turns) expect(JSON.stringify(input)).toContain('PELICAN');
  // It is not for want of trying: the first request asks for a thread.
  const main = (await listSessions(translated)).find(
    ({ kind, client }) => kind === 'turn' && client === 'claude',
  );
  const [first] = (await showSession(translated, main?.id ?? '')).exchanges;
  const body = (await readBytes(translated, first?.id ?? '', 'request-body')).toString();
  expect(JSON.parse(body)).toMatchObject({ thread: { type: 'create' } });
});
