// The Responses API over WebSocket as Codex CLI speaks it: `response.create` frames in, one frame
// per event out. A frame with `previous_response_id` holds only what is new; the whole request is
// rebuilt here and answered by the same simulator as over HTTP.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Backend, BackendResponse } from '../../domain/backend.ts';
import { isDefect } from '../../lib/defect.ts';
import { type HeaderList, headersFromRaw } from '../../lib/header-list.ts';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../../lib/json.ts';
import { findJsonExcess } from '../../lib/json-excess.ts';
import type { ConnectionPlaces, Visit } from '../../sockets/connection-places.ts';
import type { MemoryBudgets } from '../../sockets/memory-budgets.ts';
import { errorBody } from '../../wire/responses/refusal.ts';
import { createSseDecoder } from '../../wire/sse.ts';
import { createMessageRoom } from './message-room.ts';
import { bodyWeight, noRoom } from './receive-body.ts';
import {
  type Conversation,
  createRememberedConversations,
  type RememberedConversations,
} from './remembered-conversations.ts';

export interface SimulatorWebSocket {
  /** Takes over the socket of an upgrade request. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

/**
 * Largest message, inflated, and largest request that is rebuilt. Below the bound of HTTP bodies: a
 * small frame may inflate to it, on many connections.
 */
const frameBytesMax = 16 * 1024 * 1024;
/** Frames of one connection that wait for their turn; a client waits for each answer anyway. */
const waitingFramesMax = 16;
/** Frames below this size are not worth deflating. */
const deflateBytesMin = 1024;

export interface SimulatorWebSocketOptions {
  /** The account's backend, by the headers of the upgrade request. */
  readonly backendOf: (headers: HeaderList) => Backend;
  /** A connection is idle between its messages. */
  readonly places: ConnectionPlaces;
  /** What all connections share with the other requests. */
  readonly memory: MemoryBudgets;
  /** Told of each mistake of ours that a client met. */
  readonly onDefect: (error: unknown) => void;
}

export function createSimulatorWebSocket({
  backendOf,
  places,
  memory,
  onDefect,
}: SimulatorWebSocketOptions): SimulatorWebSocket {
  const conversations = createRememberedConversations(memory.answers);
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: frameBytesMax,
    // Of all connections, one message at a time is inflated.
    perMessageDeflate: { threshold: deflateBytesMin, concurrencyLimit: 1 },
  });
  return {
    accept(request, socket, head) {
      socket.on('error', () => socket.destroy());
      server.handleUpgrade(request, socket, head, (client) => {
        const headers = headersFromRaw(request.rawHeaders);
        const visit = (): Visit | null => places.visit(request.socket);
        visit()?.end(); // from now on one that has asked
        const room = createMessageRoom(client, socket, memory.requests, () =>
          sendError(client, 503, errorBody(noRoom, null, null), () => client.terminate()),
        );
        const parts = { client, headers, room, conversations, onDefect };
        serve({ ...parts, backend: backendOf(headers) }, visit);
      });
    },
    close() {
      for (const client of server.clients) client.terminate();
      server.close();
    },
  };
}

interface Connection {
  readonly client: WebSocket;
  readonly backend: Backend;
  readonly headers: HeaderList;
  readonly room: ReturnType<typeof createMessageRoom>;
  /** Of all connections. */
  readonly conversations: RememberedConversations;
  readonly onDefect: (error: unknown) => void;
}

function serve(connection: Connection, begin: () => Visit | null): void {
  const { client, room, conversations, onDefect } = connection;
  const closed = new AbortController();
  let waiting = 0;
  let queue = Promise.resolve();
  client.on('close', () => {
    closed.abort();
    conversations.forget(client);
  });
  client.on('error', () => client.terminate());
  client.on('message', (data, isBinary) => {
    if (isBinary || waiting >= waitingFramesMax) {
      client.close(isBinary ? 1003 : 1008);
      return;
    }
    waiting++;
    const visit = begin();
    visit?.arrived();
    const message = room.arrived((data as Buffer).length);
    queue = queue
      .then(async () => {
        if (await message.prepare(bodyWeight)) {
          await answerFrame(connection, String(data), closed.signal);
        } else sendError(client, 503, errorBody(noRoom, null, null));
      })
      // What breaks off here is a cut: a connection that is lost, after all that was sent. The ping
      // waits after the frames that still wait to be deflated.
      .catch((error: unknown) => {
        if (isDefect(error)) onDefect(error);
        client.ping(undefined, undefined, () => client.terminate());
      })
      .finally(() => {
        waiting--;
        visit?.end();
        message.done();
      });
  });
}

async function answerFrame(
  { client, backend, headers, conversations }: Connection,
  text: string,
  signal: AbortSignal,
): Promise<void> {
  const excess = findJsonExcess(Buffer.from(text));
  if (excess !== null) {
    sendError(client, 400, errorBody(`Your request ${excess}.`, null, null));
    return;
  }
  const frame = parseJson(text);
  if (!isJsonObject(frame) || frame['type'] !== 'response.create') {
    sendError(client, 400, errorBody('Expected a response.create frame.', 'type', null));
    return;
  }
  const request = rebuildRequest(frame, conversations.of(client));
  if (request === null) {
    const id = String(frame['previous_response_id']);
    const message = `Previous response with id '${id}' not found.`;
    const code = 'previous_response_not_found';
    sendError(client, 400, errorBody(message, 'previous_response_id', code));
    return;
  }
  const body = new TextEncoder().encode(JSON.stringify(request));
  // What is new is bounded by the frame; what it continues from could have grown without end.
  if (body.length > frameBytesMax) {
    sendError(client, 413, errorBody(`Request is over ${frameBytesMax} bytes.`, null, null));
    return;
  }
  const response = await backend.send({ body, headers }, signal);
  if (response.status !== 200) {
    sendError(client, response.status, await readJson(response));
    return;
  }
  const conversation = await forwardEvents(client, response, request);
  if (conversation !== null && !signal.aborted) {
    conversations.keep(client, conversation, body.length);
  }
}

/** The whole request; null: it continues from a response that this connection does not remember. */
function rebuildRequest(frame: JsonObject, last: Conversation | null): JsonObject | null {
  const { type: _type, previous_response_id: previous, ...body } = frame;
  const request = { stream: true, ...body };
  if (previous === undefined || previous === null) return request;
  if (last === null || previous !== last.responseId) return null;
  const added = body['input'];
  return { ...request, input: [...last.input, ...(Array.isArray(added) ? added : [])] };
}

/** Sends each event as a frame; what to remember once the response is complete, else null. */
async function forwardEvents(
  client: WebSocket,
  response: BackendResponse,
  request: JsonObject,
): Promise<Conversation | null> {
  const decoder = createSseDecoder();
  const output: JsonValue[] = [];
  let completed: string | null = null;
  for await (const { bytes } of response.body) {
    for (const { data } of decoder.feed(bytes)) {
      client.send(data);
      const event = parseJson(data);
      if (!isJsonObject(event)) continue;
      if (event['type'] === 'response.output_item.done') output.push(event['item'] ?? null);
      const inner = event['response'];
      if (event['type'] === 'response.completed' && isJsonObject(inner)) {
        completed = String(inner['id']);
      }
    }
  }
  const input = Array.isArray(request['input']) ? (request['input'] as readonly JsonValue[]) : [];
  return completed === null ? null : { responseId: completed, input: [...input, ...output] };
}

async function readJson(response: BackendResponse): Promise<JsonObject> {
  const pieces: Uint8Array[] = [];
  for await (const { bytes } of response.body) pieces.push(bytes);
  const value = parseJson(Buffer.concat(pieces).toString('utf8'));
  return isJsonObject(value) ? value : {};
}

/** Shape C of the catalogue: the HTTP error inside a frame. */
function sendError(
  client: WebSocket,
  status: number,
  body: JsonObject,
  sent: () => void = () => {},
): void {
  const error = body['error'] ?? {
    message: body['detail'] ?? 'refused',
    type: 'invalid_request_error',
  };
  client.send(JSON.stringify({ type: 'error', status, error }), sent);
}
