// A request that asks for a protocol that is not spoken here (`Upgrade: h2c`: curl --http2, Java's
// HttpClient) is answered as if it had not asked (RFC 9110 section 7.8). Node has given its socket
// away by then, so the connection is handed to the server once more, without the offer.
import type { IncomingMessage } from 'node:http';
import type { Server as NetServer, Socket } from 'node:net';

/** True for the one protocol that servers here switch to. */
export function asksForWebSocket({ headers }: IncomingMessage): boolean {
  return headers.upgrade?.toLowerCase() === 'websocket';
}

/** @param head what came after the request's head */
export function serveWithoutUpgrade(
  server: NetServer,
  request: IncomingMessage,
  socket: Socket,
  head: Buffer,
): void {
  const { method, url, httpVersion, rawHeaders } = request;
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    if (/^(upgrade|http2-settings)$/i.test(name)) continue;
    const kept = /^connection$/i.test(name) ? connectionWithoutUpgrade(value) : value;
    if (kept !== '') lines.push(`${name}: ${kept}`);
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  // What comes out of TLS must not be taken for TLS again.
  server.emit('encrypted' in socket ? 'secureConnection' : 'connection', socket);
}

function connectionWithoutUpgrade(value: string): string {
  return value
    .split(',')
    .map((option) => option.trim())
    .filter((option) => !/^(upgrade|http2-settings)$/i.test(option))
    .join(', ');
}
