// Where `CONNECT` may lead. A proxy that connects wherever it is told to is a way into what only
// this machine can reach: its services, the local network, a cloud's metadata (CWE-918).
import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { HarnessError } from '../lib/harness-error.ts';

/** As a client asks for it: lower case, without brackets. */
export interface ConnectTarget {
  readonly host: string;
  readonly port: number;
}

/** Where a connection is made to. */
export interface AllowedTarget {
  readonly host: string;
  readonly port: number;
  /**
   * The addresses that were judged: a name that is looked up again may have others. Empty: a proxy
   * on the way looks it up.
   */
  readonly addresses: readonly LookupAddress[];
}

export interface RefusedTarget {
  /** One line, for the user: what is refused and how to allow it. */
  readonly refused: string;
}

const httpsPort = 443;

/**
 * Addresses of this machine and of networks that are not the public one, from the registries of
 * RFC 6890; IPv6 ones that hold an IPv4 address are asked for that one.
 */
const notPublic = new BlockList();
for (const [net, prefix] of [
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
  ] as const),
  ...([
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.168.0.0', 16],
  ] as const),
  ...([
    ['192.0.2.0', 24],
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
  ] as const),
  ...([
    ['203.0.113.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ] as const),
]) {
  notPublic.addSubnet(net, prefix, 'ipv4');
}
for (const [net, prefix] of [
  ...([
    ['::', 128],
    ['::1', 128],
    ['fc00::', 7],
    ['fe80::', 10],
    ['fec0::', 10],
  ] as const),
  ...([
    ['ff00::', 8],
    ['2001:db8::', 32],
  ] as const),
]) {
  notPublic.addSubnet(net, prefix, 'ipv6');
}
/** IPv6 prefixes of 96 bits before an IPv4 address: translated (RFC 6052), compatible. */
const embedding = new BlockList();
embedding.addSubnet('64:ff9b::', 96, 'ipv6');
embedding.addSubnet('::', 96, 'ipv6');

/** @param address an IP address, as a system writes it */
export function isPublicAddress(address: string): boolean {
  const bare = address.replace(/%.*$/, '');
  if (isIP(bare) === 4) return !notPublic.check(bare, 'ipv4');
  if (isIP(bare) !== 6 || notPublic.check(bare, 'ipv6')) return false;
  return !embedding.check(bare, 'ipv6') || !notPublic.check(lastFour(bare), 'ipv4');
}

/** The last 32 bits of an IPv6 address as IPv4. */
function lastFour(address: string): string {
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [high = '', low = ''] = canonical.split(':').slice(-2);
  const bits = [Number.parseInt(high || '0', 16), Number.parseInt(low || '0', 16)];
  return bits.flatMap((pair) => [pair >> 8, pair & 255]).join('.');
}

/** `HOST:PORT`, IPv6 in brackets; null: it is something else. */
export function parseTarget(authority: string): ConnectTarget | null {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+)):(\d{1,5})$/.exec(authority.toLowerCase());
  const host = (match?.[1] ?? match?.[2] ?? '').replace(/\.$/, '');
  const port = Number(match?.[3]);
  return host === '' || !(port >= 1 && port <= 65_535) ? null : { host, port };
}

/** What the user allows besides public hosts at 443: `HOST:PORT`, `HOST:*` or `*:PORT`. */
export interface ConnectRule {
  readonly host: string;
  readonly port: number | '*';
}

/** @throws HarnessError `usage` */
export function parseConnectRule(text: string): ConnectRule {
  const any = /^(.*):\*$/.exec(text)?.[1];
  const known = parseTarget((any === undefined ? text : `${any}:1`).replace(/^\*:/, 'any:'));
  if (known === null || (any === '*' && text === '*:*')) {
    throw new HarnessError(
      'usage',
      `\`${text}\` is not where a connection goes`,
      'Write HOST:PORT, HOST:* or *:PORT, for example --allow-connect 10.0.0.5:8443',
    );
  }
  return {
    host: text.startsWith('*:') ? '*' : known.host,
    port: any === undefined ? known.port : '*',
  };
}

/**
 * Whether a client may connect there.
 * @param resolves false: a proxy on the way looks names up; only what is written can be judged
 * @throws Error of the resolver, for a name that it does not know
 */
export async function judgeTarget(
  target: ConnectTarget,
  rules: readonly ConnectRule[],
  resolves: boolean,
): Promise<AllowedTarget | RefusedTarget> {
  const { host, port } = target;
  // As the resolver reads it: `127.1` and `0x7f000001` are addresses.
  const written = canonicalHost(host);
  const matches = (rule: ConnectRule, anyHost: boolean): boolean =>
    (anyHost ? rule.host === '*' : rule.host === host || rule.host === written) &&
    (rule.port === '*' || rule.port === port);
  const isNamed = rules.some((rule) => matches(rule, false));
  const refused = (what: string): RefusedTarget => ({
    refused: `${host}:${port} was refused: ${what}; --allow-connect ${host}:${port} allows it`,
  });
  if (!isNamed && port !== httpsPort && !rules.some((rule) => matches(rule, true))) {
    return refused(`the port is not ${httpsPort}`);
  }
  if (!isNamed && (written === 'localhost' || written.endsWith('.localhost'))) {
    return refused('it is this machine');
  }
  const family = isIP(written);
  if (!resolves && family === 0) return { host, port, addresses: [] };
  const addresses =
    family > 0 ? [{ address: written, family }] : await lookup(written, { all: true });
  const inside = addresses.find(({ address }) => !isPublicAddress(address));
  if (!isNamed && inside !== undefined) {
    return refused(`${inside.address} is not a public address`);
  }
  return { host: written, port, addresses };
}

function canonicalHost(host: string): string {
  const text = isIP(host) === 6 ? `http://[${host}]` : `http://${host}`;
  return URL.canParse(text) ? new URL(text).hostname.replace(/^\[|\]$/g, '') : host;
}
