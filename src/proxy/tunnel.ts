// `CONNECT`, for a client that cannot be given another base URL: what it sends to the recorded hosts
// is decrypted here, with a certificate that only this client was told to trust, and goes the way of
// every other request. Connections to all other hosts are passed on unread.
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { findHeader, type HeaderList } from '../lib/header-list.ts';
import type { Refusal } from './admission.ts';
import { rawHead } from './raw-answer.ts';

export interface TunnelOptions {
  /** `host` or `host:port` (443 is left out), as clients ask for them. */
  readonly hosts: readonly string[];
  /** PEM, for these hosts. */
  readonly tls: { readonly key: string; readonly certificate: string };
  /** A corporate proxy is on the way to the other hosts, as it is to the upstreams. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Called for the first connection to each host that is passed on unread. */
  readonly onUnread?: (host: string) => void;
}

/** Hosts that are told of at most: a program that tries names without end fills no memory. */
const toldMax = 1_000;

/** @param decrypt takes a connection whose TLS ends here */
export function createTunnel(
  { hosts, environment, onUnread }: TunnelOptions,
  decrypt: (socket: Socket) => void,
): (request: IncomingMessage, socket: Socket, head: Buffer) => void {
  const told = new Set<string>();
  return (request, client, head) => {
    const authority = (request.url ?? '').toLowerCase();
    const [, host = '', port = ''] =
      /^(\[[0-9a-f:]+\]|[a-z0-9._-]+):(\d{1,5})$/.exec(authority) ?? [];
    if (Number(port) < 1 || Number(port) > 65_535) {
      client.end(rawHead(400, 'Bad Request', [['Content-Length', '0']]));
      return;
    }
    if (hosts.includes(hostOf(authority))) {
      client.write(rawHead(200, 'Connection Established', []));
      if (head.length > 0) client.unshift(head);
      decrypt(client);
      return;
    }
    if (!told.has(authority) && told.size < toldMax) {
      told.add(authority);
      onUnread?.(hostOf(authority));
    }
    let isJoined = false;
    const refuse = (): void => {
      // After a connection was made, an answer of ours would be read as the other host's bytes.
      if (!isJoined && client.writable) {
        client.end(rawHead(502, 'Bad Gateway', [['Content-Length', '0']]));
      }
    };
    const join = (server: Socket): void => {
      isJoined = true;
      client.write(rawHead(200, 'Connection Established', []));
      if (head.length > 0) server.write(head);
      server.pipe(client).pipe(server);
      // What has arrived still reaches a client that is slow.
      server.on('close', () => client.destroySoon());
      client.on('close', () => server.destroy());
    };
    const corporate = environment['HTTPS_PROXY'] ?? environment['https_proxy'];
    if (corporate) {
      client.on('close', connectThrough(corporate, authority, join, refuse));
      return;
    }
    const server = connect(Number(port), host.replace(/^\[|\]$/g, ''));
    const tooEarly = (): void => void server.destroy();
    client.on('close', tooEarly);
    server.on('error', refuse);
    server.once('connect', () => join(server));
  };
}

/** Whether a decrypted request is for a host of the tunnel. */
export function tunnelRefusal(hosts: readonly string[], headers: HeaderList): Refusal | null {
  const host = hostOf((findHeader(headers, 'host') ?? '').toLowerCase());
  return hosts.includes(host) && headers.filter(([name]) => /^host$/i.test(name)).length === 1
    ? null
    : { status: 421, message: 'the request is for another host than the connection' };
}

/** @returns gives up, where nothing has answered yet */
function connectThrough(
  corporate: string,
  authority: string,
  join: (server: Socket) => void,
  refuse: () => void,
): () => void {
  const proxy = proxyAddress(corporate);
  if (proxy === null) {
    refuse();
    return () => {};
  }
  const { hostname, port, credentials } = proxy;
  const asking = httpRequest({
    ...{ method: 'CONNECT', host: hostname, port: port || 80, path: authority },
    headers: {
      host: authority,
      ...(credentials === ':'
        ? {}
        : { 'proxy-authorization': `Basic ${Buffer.from(credentials).toString('base64')}` }),
    },
  });
  asking.on('error', refuse);
  asking.on('connect', (answer, server: Socket, head: Buffer) => {
    server.on('error', () => server.destroy());
    if (answer.statusCode === 200) {
      if (head.length > 0) server.unshift(head);
      join(server);
    } else {
      server.destroy();
      refuse();
    }
  });
  asking.end();
  return () => asking.destroy();
}

/** As tools write it, with `http://` or without; null for what is not an address. */
function proxyAddress(
  corporate: string,
): { hostname: string; port: string; credentials: string } | null {
  try {
    const url = new URL(/^[a-z]+:\/\//i.test(corporate) ? corporate : `http://${corporate}`);
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    return { hostname: url.hostname.replace(/^\[|\]$/g, ''), port: url.port, credentials };
  } catch {
    return null;
  }
}

function hostOf(authority: string): string {
  return authority.replace(/:443$/, '');
}
