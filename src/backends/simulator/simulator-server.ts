// The simulator behind a socket, so that any gateway or client can be pointed at it. Only HTTP is
// here: paths, bodies, limits, errors; what is answered is the simulator's business.
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Backend } from '../../domain/backend.ts';
import { admissionRefusal, assertGuarded, type Refusal } from '../../lib/admission.ts';
import { isDefect } from '../../lib/defect.ts';
import { findHeader, type HeaderList, headersFromRaw } from '../../lib/header-list.ts';
import { type JsonObject, parseJson } from '../../lib/json.ts';
import type { MemoryShare } from '../../lib/memory-budget.ts';
import { sha256 } from '../../lib/sha256.ts';
import type { RetiredEndpoint } from '../../profiles/retired-endpoints.ts';
import {
  defaultSimulatorParameters,
  type SimulatorParameters,
} from '../../profiles/simulator-parameters.ts';
import { limitConnections, type Visit } from '../../sockets/connection-places.ts';
import { type MemoryBudgets, memoryBudgetsOf } from '../../sockets/memory-budgets.ts';
import { closeWhenRead, endWhenRead } from '../../sockets/read-on.ts';
import { asksForWebSocket, serveWithoutUpgrade } from '../../sockets/without-upgrade.ts';
import { errorBody } from '../../wire/responses/refusal.ts';
import { chatgptAnswer } from './chatgpt-endpoints.ts';
import { mcpAnswer, mcpPath } from './mcp-endpoint.ts';
import { modelList } from './model-list.ts';
import { bodyWeight, type DecodingQueue, receiveBody } from './receive-body.ts';
import { createSimulatorWebSocket } from './simulator-websocket.ts';

export interface SimulatorServerOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  /** One backend per account that shows up. */
  readonly createBackend: (account: string) => Backend;
  /** Backends at most: further accounts share one. */
  readonly accountsMax?: number;
  /** `refuse`: an upgrade is answered 426, which makes Codex CLI use HTTP at once. */
  readonly websocket?: SimulatorParameters['websocket'];
  /** What `/models` says to Codex CLI; `empty` unless given. */
  readonly modelList?: SimulatorParameters['model_list'];
  /**
   * Endpoints that the backend has withdrawn: answered as the Codex backend does; none unless
   * given.
   */
  readonly retired?: readonly RetiredEndpoint[];
  /** Required beyond loopback: every request carries it, as its own header or as the API key. */
  readonly token?: string | undefined;
  /** What comes from clients shares this. Default: that of a server that may take 512 MiB. */
  readonly memory?: MemoryBudgets;
  /** Connections at once; idle ones make room for new ones. Default 12,000. */
  readonly connectionsMax?: number;
  /** Told of each mistake of ours that a client met. */
  readonly onDefect?: (error: unknown) => void;
  /** PEM certificate and key: HTTPS instead of HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

export interface SimulatorServer {
  /** e.g. `http://127.0.0.1:40123` */
  readonly url: string;
  /** Stops listening and ends what is open. */
  close(): Promise<void>;
}

/** Beyond this, idle ones make room for new ones: a flood cannot exhaust the machine. */
const connectionsMax = 12_000;
/** A client that does not finish its headers or request in this time is cut off. */
const headersTimeoutMs = 30_000;
const requestTimeoutMs = 120_000;
/** For agreeing on TLS, which takes some milliseconds. */
const handshakeTimeoutMs = 10_000;

const allBusy = 'All connections that there are places for are busy, try again.';

const defectTold = 'turntape: internal error, see its own output';

const responsesPath = /^(\/v1|\/backend-api\/codex|\/api\/codex)?\/responses\/?$/;
const modelsPath = /^(\/v1|\/backend-api\/codex|\/api\/codex|\/backend-api)?\/models\/?$/;

/**
 * Starts the server. A port that is taken rejects with Node's error.
 * @throws HarnessError `usage` for an address beyond loopback without a token
 */
export async function startSimulatorServer(
  options: SimulatorServerOptions,
): Promise<SimulatorServer> {
  const { host, token } = options;
  assertGuarded({ host, port: options.port }, token, '--listen');
  const backends = new Map<string, Backend>();
  const accountsMax = options.accountsMax ?? defaultSimulatorParameters.memory_accounts;
  const backendOf = (headers: HeaderList): Backend => {
    const named = accountOf(headers);
    const hasRoom = backends.has(named) || backends.size < accountsMax;
    const account = hasRoom ? named : 'overflow';
    const known = backends.get(account);
    if (known) return known;
    const created = options.createBackend(account);
    backends.set(account, created);
    return created;
  };

  const models = modelList(options.modelList ?? 'empty');
  let url = '';
  const admit = (request: IncomingMessage): Refusal | null => {
    const { port = 0 } = (server.address() ?? {}) as Partial<AddressInfo>;
    return admissionRefusal({ host, port }, token, headersFromRaw(request.rawHeaders), true);
  };
  const memory = options.memory ?? memoryBudgetsOf();
  const decoding: DecodingQueue = { last: Promise.resolve() };
  const listener: RequestListener = (request, response) => {
    const visit = places.visit(request.socket);
    const refusal = admit(request) ?? (visit === null ? { status: 503, message: allBusy } : null);
    const closed = new AbortController();
    const share = memory.requests.open(bodyWeight);
    response.on('close', () => {
      closed.abort();
      visit?.end();
      share.close();
    });
    if (refusal !== null || visit === null) {
      const { status, message } = refusal ?? { status: 503, message: allBusy };
      sendRefusal(request, response, status, errorBody(message, null, null));
      return;
    }
    const { retired = [] } = options;
    const answerer = { backendOf, url, models, retired, visit, share, decoding };
    answer(request, response, answerer, closed.signal).catch((error: unknown) => {
      if (closed.signal.aborted) return; // the client has left
      if (isDefect(error)) options.onDefect?.(error);
      const message = isDefect(error) ? defectTold : String(error);
      sendJson(response, 500, errorBody(message, null, 'internal_error', 'server_error'));
    });
  };
  const server = options.tls
    ? createTlsServer({ ...options.tls, handshakeTimeout: handshakeTimeoutMs }, listener)
    : createServer(listener);
  const places = limitConnections(server, options.connectionsMax ?? connectionsMax);
  const webSocket = createSimulatorWebSocket({
    ...{ backendOf, places, memory },
    onDefect: options.onDefect ?? (() => {}),
  });
  server.headersTimeout = headersTimeoutMs;
  server.requestTimeout = requestTimeoutMs;
  server.on('upgrade', (request: IncomingMessage, socket: Socket, head) => {
    if (!asksForWebSocket(request)) {
      serveWithoutUpgrade(server, request, socket, head);
      return;
    }
    const isSpoken = options.websocket !== 'refuse' && responsesPath.test(pathOf(request));
    // 426 makes Codex CLI fall back to HTTP at once; 404 costs it seven attempts.
    const status = admit(request)?.status ?? (isSpoken ? null : 426);
    if (status !== null) {
      const line = `${status} ${STATUS_CODES[status] ?? ''}`;
      closeWhenRead(socket, `HTTP/1.1 ${line}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    webSocket.accept(request, socket, head);
  });
  server.on('clientError', (_error, socket) => {
    if (socket.writable) {
      socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
    } else socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const { address, port, family } = server.address() as AddressInfo;
  const scheme = options.tls ? 'https' : 'http';
  url = `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  return {
    url,
    async close() {
      const done = new Promise<void>((resolve) => server.close(() => resolve()));
      webSocket.close();
      server.closeAllConnections();
      await done;
      await Promise.all([...backends.values()].map((backend) => backend.close()));
    },
  };
}

/** The account that a request shows: its id, else its credential (hashed), else the default one. */
function accountOf(headers: HeaderList): string {
  const id = findHeader(headers, 'chatgpt-account-id');
  if (id !== undefined) return `id-${sha256(id).slice(0, 16)}`;
  const credential = findHeader(headers, 'authorization');
  return credential === undefined ? 'default' : `key-${sha256(credential).slice(0, 16)}`;
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?')[0] ?? '/';
}

interface Answerer {
  readonly visit: Visit;
  /** Where the body takes its memory. */
  readonly share: MemoryShare;
  readonly decoding: DecodingQueue;
  readonly backendOf: (headers: HeaderList) => Backend;
  /** Of this server. */
  readonly url: string;
  readonly models: JsonObject;
  readonly retired: readonly RetiredEndpoint[];
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { backendOf, url, models, retired, visit, share, decoding }: Answerer,
  signal: AbortSignal,
): Promise<void> {
  const path = pathOf(request);
  if (request.method === 'GET' && modelsPath.test(path)) {
    return sendJson(response, 200, models);
  }
  if (retired.some((one) => request.method === one.method && path.endsWith(one.path))) {
    // The body as Codex users met it (codex issues 38240 and 38323).
    return sendRefusal(request, response, 404, { detail: 'Not Found' });
  }
  const isMcp = mcpPath.test(path);
  if (request.method !== 'POST' || !(isMcp || responsesPath.test(path))) {
    const account = request.headers['chatgpt-account-id'];
    const besides = chatgptAnswer(path, url, typeof account === 'string' ? account : 'default');
    if (besides !== null) {
      request.resume();
      return sendJson(response, 200, besides);
    }
    const known = isMcp || responsesPath.test(path) || modelsPath.test(path);
    const message = known
      ? `Not allowed to ${request.method} on ${path}`
      : `Invalid URL (${request.method} ${path})`;
    sendRefusal(request, response, known ? 405 : 404, errorBody(message, null, null));
    return;
  }
  const headers = headersFromRaw(request.rawHeaders);
  const body = await receiveBody(request, headers, share, decoding);
  if (body === null) return;
  if ('message' in body) {
    sendRefusal(request, response, body.status, errorBody(body.message, null, null));
    return;
  }
  visit.arrived();
  if (isMcp) {
    const told = mcpAnswer(parseJson(Buffer.from(body).toString('utf8')));
    if (told.body !== null) return sendJson(response, told.status, told.body);
    response.writeHead(told.status).end();
    return;
  }
  const sent = await backendOf(headers).send({ body, headers }, signal);
  share.close(); // what is sent is planned by now
  response.writeHead(sent.status, sent.headers.flat());
  try {
    for await (const { bytes } of sent.body) {
      if (!response.write(bytes)) await drained(response, signal);
    }
  } catch (error) {
    // A cut comes after what was sent, not instead of it.
    if (!signal.aborted) await new Promise((flushed) => response.write('\n', flushed));
    throw error;
  }
  response.end();
}

function drained(response: ServerResponse, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    response.once('drain', resolve);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function sendJson(response: ServerResponse, status: number, body: JsonObject): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}

/** For a request that may still be on its way: the client can read why. */
function sendRefusal(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  body: JsonObject,
): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    connection: 'close',
  });
  response.write(text);
  endWhenRead(request, response);
}
