// A gateway: Anthropic's Messages API in, a Responses API out, with reasoning continuity. It keeps
// sessions in memory, answers every path alike, and counts no tokens. Start it with
//   OPENAI_API_KEY=... node gateway.ts https://api.openai.com/v1/responses gpt-5.5
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import {
  createMemoryStore,
  defaultTranslatorOptions,
  openTurn,
  parseAnthropicRequest,
  type ReasoningStore,
  type TurnStep,
} from 'turntape';

const options = { ...defaultTranslatorOptions, reasoning_continuity: true };

/** @param url of the Responses endpoint */
export function createGateway(url: string, model: string, apiKey: string): Server {
  const store = createMemoryStore();
  return createServer((incoming, outgoing) => {
    // Bad JSON, or an upstream that is gone: the client sees a broken connection and tries again.
    answer(incoming, outgoing, store, url, model, apiKey).catch(() => outgoing.destroy());
  });
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  store: ReasoningStore,
  url: string,
  upstreamModel: string,
  apiKey: string,
): Promise<void> {
  const parsed = parseAnthropicRequest(await json(incoming));
  if ('problem' in parsed) {
    outgoing.writeHead(400).end(parsed.problem);
    return;
  }
  const { request } = parsed;
  const headers = Object.entries(incoming.headers).map(
    ([name, value]) => [name, `${value}`] as const,
  );
  const left = new AbortController();
  outgoing.on('close', () => left.abort());

  const turn = openTurn({ request, headers, options, account: url, upstreamModel });
  let step: TurnStep = turn.begin(await store.load(turn.keys));
  while (step.type === 'send' || step.type === 'retry') {
    const { body, headers } = step.attempt.translation.value;
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        ...Object.fromEntries(headers),
        authorization: `Bearer ${apiKey}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
      signal: left.signal,
    });
    const coming = step.attempt.answer({ status: response.status, headers: [...response.headers] });
    for await (const bytes of response.body ?? []) {
      const text = coming.feed(bytes);
      if (request.stream && text !== '') outgoing.write(text);
      if (coming.progress() === 'given-up') break;
    }
    step = coming.end();
  }

  if (step.type === 'commit') await store.commit(step.writes);
  if (outgoing.headersSent) outgoing.end(step.text);
  else if (step.type === 'commit') outgoing.end(JSON.stringify(step.message));
  else outgoing.writeHead(step.error.status).end(JSON.stringify(step.error.body));
}

if (process.argv[1] === import.meta.filename) {
  const [url = '', model = ''] = process.argv.slice(2);
  createGateway(url, model, process.env['OPENAI_API_KEY'] ?? '').listen(8787, '127.0.0.1');
}
