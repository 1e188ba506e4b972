// A small gateway that behaves as grob does by its public description: the cache key is a hash of
// what starts the prompt, there is no session header, and only reasoning in front of a call is kept
// and sent again. No code of it is here. Started by a test, or by hand (docs/experiment.md):
//
//   node tests/gateways/prefix-hash-gateway.ts UPSTREAM_BASE [HOST:PORT]
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Json = Record<string, unknown>;
type Block = Json & { type: string };

/** Calls whose reasoning is remembered; the oldest is forgotten. */
const callsMax = 10_000;
const reasoningOfCall = new Map<string, Json>();

const blocksOf = (content: unknown): Block[] =>
  typeof content === 'string' ? [{ type: 'text', text: content }] : ((content ?? []) as Block[]);
const textOf = (content: unknown): string =>
  blocksOf(content)
    .flatMap((block) => (block.type === 'text' ? [String(block['text'])] : []))
    .join('\n');

function translateMessage(message: Json): Json[] {
  const role = message['role'] === 'system' ? 'developer' : message['role'];
  const kind = role === 'assistant' ? 'output_text' : 'input_text';
  return blocksOf(message['content']).flatMap((block): Json[] => {
    if (block.type === 'text') {
      return [{ type: 'message', role, content: [{ type: kind, text: block['text'] }] }];
    }
    if (block.type === 'tool_use') {
      const id = String(block['id']);
      const reasoning = reasoningOfCall.get(id);
      const call = { type: 'function_call', call_id: id, name: block['name'] };
      return [
        ...(reasoning ? [reasoning] : []),
        { ...call, arguments: JSON.stringify(block['input']) },
      ];
    }
    if (block.type === 'tool_result') {
      const output = textOf(block['content']);
      return [{ type: 'function_call_output', call_id: block['tool_use_id'], output }];
    }
    return [];
  });
}

function translateRequest(request: Json): Json {
  const instructions = textOf(request['system']);
  const tools = ((request['tools'] ?? []) as Json[]).map(({ name, description, input_schema }) => ({
    ...{ type: 'function', name, description, parameters: input_schema, strict: false },
  }));
  const input = ((request['messages'] ?? []) as Json[]).flatMap(translateMessage);
  const start = JSON.stringify([instructions, tools, input[0]]);
  return {
    ...{ model: request['model'], instructions, input, tools, store: false, stream: true },
    include: ['reasoning.encrypted_content'],
    prompt_cache_key: createHash('sha256').update(start).digest('hex').slice(0, 32),
  };
}

function remember(items: readonly Json[]): void {
  let reasoning: Json | undefined;
  for (const item of items) {
    if (item['type'] === 'reasoning') {
      const { encrypted_content, summary } = item;
      reasoning = { type: 'reasoning', summary: summary ?? [], encrypted_content };
    } else if (item['type'] === 'function_call' && reasoning) {
      reasoningOfCall.set(String(item['call_id']), reasoning);
      reasoning = undefined;
    } else reasoning = undefined;
  }
  for (const oldest of reasoningOfCall.keys()) {
    if (reasoningOfCall.size <= callsMax) break;
    reasoningOfCall.delete(oldest);
  }
}

function toBlock(item: Json): Block[] {
  if (item['type'] === 'message') {
    return [
      { type: 'text', text: ((item['content'] ?? []) as Json[]).map((p) => p['text']).join('') },
    ];
  }
  if (item['type'] !== 'function_call') return [];
  const { call_id: id, name } = item;
  return [{ type: 'tool_use', id, name, input: JSON.parse(String(item['arguments'])) }];
}

async function readBody(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

async function answer(request: IncomingMessage, response: ServerResponse, upstream: string) {
  const body = translateRequest(JSON.parse(await readBody(request)) as Json);
  const headers = { 'content-type': 'application/json' };
  const sent = { method: 'POST', headers, body: JSON.stringify(body) };
  const received = await fetch(`${upstream}/responses`, sent);
  const text = await received.text();
  if (received.status !== 200) {
    response.writeHead(received.status, headers).end(text);
    return;
  }
  const events = text
    .split('\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice('data: '.length)) as Json);
  const items = events
    .filter(({ type }) => type === 'response.output_item.done')
    .map(({ item }) => item as Json);
  remember(items);
  const content = items.flatMap(toBlock);
  const message = {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: body['model'],
    content,
  };
  response.writeHead(200, headers).end(JSON.stringify({ ...message, stop_reason: 'end_turn' }));
}

/** Serves until `close`. @param upstream base address, such as http://127.0.0.1:8090/v1 */
export async function startPrefixHashGateway(upstream: string, host = '127.0.0.1', port = 0) {
  const server = createServer((request, response) => {
    answer(request, response, upstream).catch((error: unknown) => {
      response.writeHead(502).end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const [, program, upstream, listen] = process.argv;
if (program === import.meta.filename && upstream !== undefined) {
  const [host, port] = (listen ?? '127.0.0.1:0').split(':');
  const { url } = await startPrefixHashGateway(upstream, host, Number(port));
  process.stdout.write(`${url}\n`);
}
