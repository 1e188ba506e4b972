// A gateway: Anthropic's Messages API in, a Responses API out, with reasoning continuity. It keeps
// sessions in memory, answers every path alike, and counts no tokens. Start it with
//   OPENAI_API_KEY=... node gateway.ts https://api.openai.com/v1/responses gpt-5.5
import { createServer, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { answerCall, createMemoryStore } from 'turntape';

/** @param url of the Responses endpoint */
export function createGateway(url: string, model: string, apiKey: string): Server {
  const store = createMemoryStore();
  return createServer(async (incoming, outgoing) => {
    const left = new AbortController();
    outgoing.on('close', () => left.abort());
    try {
      const answer = await answerCall({
        request: await json(incoming),
        headers: incoming.headers,
        options: { reasoning_continuity: true },
        account: url,
        upstreamModel: model,
        store,
        send({ headers, body }) {
          const authorised = { ...headers, authorization: `Bearer ${apiKey}` };
          return fetch(url, { method: 'POST', headers: authorised, body, signal: left.signal });
        },
      });
      outgoing.writeHead(answer.status, answer.headers);
      await pipeline(answer.body, outgoing);
    } catch {
      outgoing.destroy(); // bad JSON, or an upstream that is gone: the client tries again
    }
  });
}

if (process.argv[1] === import.meta.filename) {
  const [url = '', model = ''] = process.argv.slice(2);
  createGateway(url, model, process.env['OPENAI_API_KEY'] ?? '').listen(8787, '127.0.0.1');
}
