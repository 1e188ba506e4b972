// Taking up and giving up an address, for any server here.
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { HarnessError } from '../lib/harness-error.ts';
import { authority, type ListenAddress } from '../lib/listen-address.ts';

/** How long closing waits for exchanges under way before it cuts them. */
const drainMs = 3_000;

/** Throws HarnessError `usage` when the address cannot be listened on. */
export function startListening(server: Server, { host, port }: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        new HarnessError(
          'usage',
          `cannot listen on ${authority({ host, port })} (${error.message})`,
          'Choose another address with --listen HOST:PORT; port 0 takes any free one',
          error,
        ),
      );
    });
    server.listen(port, host, resolve);
  });
}

export interface OpenServer {
  readonly server: Server;
  /** Handlers that have not settled. */
  readonly running: ReadonlySet<Promise<void>>;
  /** Sockets that speak another protocol by now. */
  readonly upgraded: ReadonlySet<Socket>;
  /** Sockets that carry their own connections. */
  readonly tunnelled: ReadonlySet<Socket>;
  /** Called before connections of what is under way are closed. */
  onCut(): void;
}

/**
 * Waits a while for what is under way, then cuts it; all handlers have settled.
 * @param hurried cuts it at once
 */
export async function stopListening(
  { server, running, upgraded, tunnelled, onCut }: OpenServer,
  hurried?: Promise<unknown>,
): Promise<void> {
  // These stay open between calls: whoever closes the server has no client left, or wants no more.
  for (const socket of upgraded) socket.destroy();
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  const cutAll = (): void => {
    onCut();
    server.closeAllConnections();
    for (const socket of tunnelled) socket.destroy();
  };
  const cut = setTimeout(cutAll, drainMs);
  void hurried?.then(cutAll);
  await Promise.allSettled(running);
  // Connections whose client keeps them open for a next request that will not come.
  cutAll();
  await closed;
  clearTimeout(cut);
}
