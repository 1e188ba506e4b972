// Our gateway with one fault: a layer in front of it and one behind it do to requests and answers
// what other gateways were seen to do. Without a fault it is our gateway.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createResponsesUrlBackend } from '../../src/backends/live/responses-url.ts';
import type { Backend, BackendResponse } from '../../src/domain/backend.ts';
import type { TranslatorOptions } from '../../src/domain/translator-options.ts';
import { startGateway } from '../../src/proxy/gateway/gateway.test-support.ts';
import type { Fault, Json } from './faults/fault.ts';

const liveOptions = {
  ...{ userAgent: 'test', environment: {}, useApiKey: false, useCodexLogin: false },
};
/** Short enough for a test, longer than a machine under load is silent. */
const pingMs = 1_000;

export interface FaultyGateway {
  readonly url: string;
  close(): Promise<void>;
}

/** @param upstream address of the simulator */
export async function startFaultyGateway(
  upstream: string,
  fault: Fault = {},
  options: Partial<TranslatorOptions> = {},
): Promise<FaultyGateway> {
  const memory = new Map<string, Json>();
  /** The client's request that is being answered; plays that need it ask one after the other. */
  const current: { client: Json } = { client: {} };
  const inner = createResponsesUrlBackend(`${upstream}/v1`, liveOptions);
  const backend: Backend = {
    ...inner,
    async send(request, signal) {
      const body = JSON.parse(new TextDecoder().decode(request.body)) as Json;
      const headers = new Map(request.headers.map(([name, value]) => [name.toLowerCase(), value]));
      fault.upstream?.({ body, headers, client: current.client, memory });
      const sent = { body: Buffer.from(JSON.stringify(body)), headers: [...headers] };
      const response = await inner.send(sent, fault.ignoresLeaving ? undefined : signal);
      return fault.received === undefined ? response : changed(response, fault.received);
    },
  };
  const gateway = await startGateway(
    backend,
    { reasoning_continuity: true, ...options, ...fault.options },
    fault.pingMs ?? pingMs,
  );
  const front = await startFront(gateway.url, fault, memory, current);
  return {
    url: front.url,
    async close() {
      await front.close();
      await gateway.close();
      await backend.close();
      if (gateway.defects.length > 0) throw gateway.defects[0];
    },
  };
}

async function wholeBody({ body }: BackendResponse): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const { bytes } of body) pieces.push(bytes);
  return Buffer.concat(pieces).toString('utf8');
}

async function changed(response: BackendResponse, change: (text: string) => string) {
  const text = change(await wholeBody(response));
  async function* once() {
    yield { bytes: Buffer.from(text), elapsedMs: 0 };
  }
  return { ...response, body: once() };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

async function startFront(
  target: string,
  fault: Fault,
  memory: Map<string, Json>,
  current: { client: Json },
): Promise<FaultyGateway> {
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const client = JSON.parse(await readBody(request)) as Json;
    const headers = new Map(
      Object.entries(request.headers).flatMap(([name, value]) =>
        ['host', 'connection', 'content-length'].includes(name) ? [] : [[name, `${value}`]],
      ),
    );
    fault.client?.(client, headers, memory);
    current.client = client;
    const left = new AbortController();
    response.on('close', () => left.abort());
    const answer = await fetch(target + request.url, {
      ...{ method: 'POST', headers: Object.fromEntries(headers), body: JSON.stringify(client) },
      ...(fault.ignoresLeaving ? {} : { signal: left.signal }),
    });
    const told = Object.fromEntries(
      [...answer.headers].filter(
        ([name]) => !/^(connection|content-length|keep-alive|transfer)/.test(name),
      ),
    );
    if (fault.answer === undefined) {
      response.writeHead(answer.status, told);
      if (answer.body) for await (const piece of answer.body) response.write(piece);
      response.end();
      return;
    }
    const whole = { status: answer.status, headers: told, text: await answer.text() };
    const changedAnswer = { ...whole, client, path: request.url ?? '', memory };
    fault.answer(changedAnswer);
    response.writeHead(changedAnswer.status, changedAnswer.headers).end(changedAnswer.text);
  };
  const server = createServer((request, response) => {
    // A connection that breaks off inside is passed on as one.
    pass(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
