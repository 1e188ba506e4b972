// An HTTP response head, written to a bare socket.
import type { HeaderList } from '../lib/header-list.ts';

/**
 * A response head for a bare socket: Node has no response object for an upgrade. Where headers are
 * an upstream's, it is to be written as Latin-1, the bytes that they came in.
 */
export function rawHead(status: number, statusText: string, headers: HeaderList): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${statusText}\r\n${lines.join('')}\r\n`;
}
