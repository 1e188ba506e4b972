// `CONNECT`, for a client that cannot be given another base URL: what it sends to the recorded
// hosts is decrypted here, with a certificate that only this client was told to trust, and goes the
// way of every other request. Its connections to other public hosts are passed on unread. Other
// programs of this machine do not know the secret, and are refused.
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { type Refusal, sameText } from '../lib/admission.ts';
import { findHeader, type HeaderList } from '../lib/header-list.ts';
import type { ConnectionPlaces } from '../sockets/connection-places.ts';
import { closeWhenRead, closeWhenSilent } from '../sockets/read-on.ts';
import {
  type AllowedTarget,
  type ConnectRule,
  type ConnectTarget,
  judgeTarget,
  parseTarget,
} from './connect-target.ts';
import { rawHead } from './raw-answer.ts';

export interface TunnelOptions {
  /** `host` or `host:port` (443 is left out), as clients ask for them. */
  readonly hosts: readonly string[];
  /** PEM, for these hosts. */
  readonly tls: { readonly key: string; readonly certificate: string };
  /** What `Proxy-Authorization` has to hold: the child has it in the address of its proxy. */
  readonly secret: TunnelSecret;
  /** Where the child may connect to besides public hosts at 443. */
  readonly allowed?: readonly ConnectRule[];
  /** A corporate proxy is on the way to the other hosts, as it is to the upstreams. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** From when on a connection that is passed on unread makes room. Default 600,000 ms. */
  readonly silentMsMin?: number;
  /** Called for the first connection to each host that is passed on unread. */
  readonly onUnread?: (host: string) => void;
  /** Called once for each target that was refused, with one line. */
  readonly onRefused?: (reason: string) => void;
}

export interface TunnelSecret {
  readonly user: string;
  readonly password: string;
}

/** Hosts that are told of at most: a program that tries names without end fills no memory. */
const toldMax = 1_000;

/** What is under way in it is not known: after so long without a byte, nothing is. */
const silentMsMin = 10 * 60 * 1000;

/** The address of a proxy, as a child is told it. @param url without credentials */
export function urlWithSecret(url: string, { user, password }: TunnelSecret): string {
  return url.replace('://', `://${user}:${password}@`);
}

/**
 * @param decrypt takes a connection whose TLS ends here
 * @param places a connection that is passed on unread keeps its place while bytes come
 */
export function createTunnel(
  options: TunnelOptions,
  decrypt: (socket: Socket) => void,
  places: ConnectionPlaces,
): (request: IncomingMessage, socket: Socket, head: Buffer) => void {
  const { hosts, secret, allowed = [], environment, onUnread, onRefused } = options;
  const idleMsMin = options.silentMsMin ?? silentMsMin;
  const told = new Set<string>();
  const tell = (what: string, say: (() => void) | undefined): void => {
    if (told.has(what) || told.size >= toldMax) return;
    told.add(what);
    say?.();
  };
  const expected = `Basic ${Buffer.from(`${secret.user}:${secret.password}`).toString('base64')}`;
  return (request, client, head) => {
    if (!sameText(request.headers['proxy-authorization'] ?? '', expected)) {
      refuse(client, 407, [['Proxy-Authenticate', 'Basic realm="turntape"']]);
      return;
    }
    const target = parseTarget(request.url ?? '');
    if (target === null) {
      refuse(client, 400);
      return;
    }
    const name = hostOf(authorityOf(target));
    if (hosts.includes(name)) {
      client.write(rawHead(200, 'Connection Established', []));
      if (head.length > 0) client.unshift(head);
      decrypt(client);
      return;
    }
    const corporate = environment['HTTPS_PROXY'] ?? environment['https_proxy'];
    void judgeTarget(target, allowed, !corporate).then(
      (judged) => {
        if ('refused' in judged) {
          tell(judged.refused, () => onRefused?.(judged.refused));
          refuse(client, 403);
          return;
        }
        const visit = places.visit(client);
        if (visit === null) {
          refuse(client, 503);
          return;
        }
        tell(name, () => onUnread?.(name));
        connectTo(judged, corporate, client, head, (idleMs) => visit.joined({ idleMs, idleMsMin }));
      },
      () => refuse(client, 502), // the name is not known
    );
  };
}

/** Joins a client to where it may connect to. */
function connectTo(
  target: AllowedTarget,
  corporate: string | undefined,
  client: Socket,
  head: Buffer,
  joined: (idleMs: () => number) => void,
): void {
  if (client.destroyed) return;
  let isJoined = false;
  const failed = (): void => {
    // After a connection was made, an answer of ours would be read as the other host's bytes.
    if (!isJoined) refuse(client, 502);
  };
  const join = (server: Socket): void => {
    isJoined = true;
    client.write(rawHead(200, 'Connection Established', []));
    if (head.length > 0) server.write(head);
    let lastMs = performance.now();
    const heard = (): void => {
      lastMs = performance.now();
    };
    for (const side of [client, server]) side.on('data', heard);
    joined(() => performance.now() - lastMs);
    server.pipe(client).pipe(server);
    client.on('end', () => closeWhenSilent(server));
    // What has arrived still reaches a client that is slow.
    server.on('close', () => client.destroySoon());
    client.on('close', () => server.destroy());
  };
  if (corporate) {
    client.on('close', connectThrough(corporate, authorityOf(target), join, failed));
    return;
  }
  const { host, port, addresses } = target;
  const [first] = addresses;
  const server = connect({
    ...{ host, port },
    lookup: (_name, { all }, give) => {
      if (all) give(null, [...addresses]);
      else give(null, first?.address ?? '', first?.family);
    },
  });
  client.on('close', () => server.destroy());
  server.on('error', failed);
  server.once('connect', () => join(server));
}

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  407: 'Proxy Authentication Required',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};

function refuse(client: Socket, status: number, headers: HeaderList = []): void {
  if (!client.writable) return;
  const closing: HeaderList = [
    ['Content-Length', '0'],
    ['Connection', 'close'],
  ];
  closeWhenRead(client, rawHead(status, reasons[status] ?? '', [...headers, ...closing]));
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

function authorityOf({ host, port }: ConnectTarget): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function hostOf(authority: string): string {
  return authority.replace(/:443$/, '');
}
