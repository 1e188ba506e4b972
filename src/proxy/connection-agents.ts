// Agents that keep upstream connections apart by the client connection that they serve. An answer
// that an upstream sends unasked is taken for the answer to the next request on its connection, and
// must not go to another client. An upstream sees as many connections as it would without us.
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';

/** Beside Node's own options of a request: whose connection it is. */
interface KeyedOptions {
  readonly clientConnection?: number;
}

let connections = 0;
const numbers = new WeakMap<object, number>();

/**
 * What a request needs so that it shares no upstream connection with another client's. When the
 * client's connection closes, the idle ones that served it are closed.
 */
export function ofClient(agent: HttpAgent, client: Socket | null): object {
  if (client === null) return { clientConnection: ++connections } satisfies KeyedOptions;
  let number = numbers.get(client);
  if (number === undefined) {
    number = ++connections;
    numbers.set(client, number);
    const suffix = `:client-${number}`;
    client.once('close', () => {
      for (const [name, sockets] of Object.entries(agent.freeSockets)) {
        if (name.endsWith(suffix)) for (const socket of sockets ?? []) socket.destroy();
      }
    });
  }
  return { clientConnection: number } satisfies KeyedOptions;
}

function keyOf(options: unknown): string {
  const { clientConnection } = (options ?? {}) as KeyedOptions;
  return `:client-${clientConnection ?? 0}`;
}

export class KeyedHttpAgent extends HttpAgent {
  override getName(options: Parameters<HttpAgent['getName']>[0]): string {
    return super.getName(options) + keyOf(options);
  }
}

export class KeyedHttpsAgent extends HttpsAgent {
  override getName(options: Parameters<HttpsAgent['getName']>[0]): string {
    return super.getName(options) + keyOf(options);
  }
}
