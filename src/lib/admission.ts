// Who may talk to a server of ours at all. A page in a browser can send requests to loopback, and a
// name that it controls can be made to point there: foreign Origin and Host headers are refused.
import { createHash, timingSafeEqual } from 'node:crypto';
import { HarnessError } from './harness-error.ts';
import { findHeader, type HeaderList, isHeader } from './header-list.ts';
import { authority, isLoopback, type ListenAddress } from './listen-address.ts';

/** Carries the token of a server that listens beyond this machine. Never forwarded. */
export const tokenHeader = 'x-turntape-token';

export interface Refusal {
  readonly status: number;
  readonly message: string;
}

/**
 * Nothing here listens beyond this machine for everybody.
 * @param flag that names the address
 * @throws HarnessError `usage`
 */
export function assertGuarded(
  address: ListenAddress,
  token: string | undefined,
  flag: string,
): void {
  if (isLoopback(address.host) || token) return;
  throw new HarnessError(
    'usage',
    `${flag} ${authority(address)} is reachable from other machines`,
    'Listen on 127.0.0.1, or demand a secret from every client with --token SECRET',
  );
}

/**
 * @param address the bound address, real port
 * @param isKey the token may come as an API key too, for a server that sends no key on
 */
export function admissionRefusal(
  address: ListenAddress,
  token: string | undefined,
  headers: HeaderList,
  isKey = false,
): Refusal | null {
  if (token !== undefined && !showsToken(headers, token, isKey)) {
    return { status: 401, message: `the header ${tokenHeader} is missing or wrong` };
  }
  let host = '';
  let hosts = 0;
  for (const [name, value] of headers) {
    if (!isHeader(name, 'host')) continue;
    host = value.toLowerCase();
    hosts++;
  }
  // RFC 9112 section 3.2: two of them are read differently by different servers.
  if (hosts > 1) return { status: 400, message: 'a request has one Host header' };
  if (isLoopback(address.host) && !loopbackNames.has(host.replace(/:\d+$/, ''))) {
    return {
      status: 403,
      message: `requests for the host ${printable(host)} are not answered here`,
    };
  }
  // An image or a link of a page: a browser names no origin, and says where the page is from.
  const site = findHeader(headers, 'sec-fetch-site')?.toLowerCase();
  if (site !== undefined && !ownSites.has(site)) {
    return { status: 403, message: 'requests from pages of other sites are refused' };
  }
  const origin = findHeader(headers, 'origin')?.toLowerCase();
  if (origin === undefined) return null;
  const own = isLoopback(address.host)
    ? [...loopbackNames].map((name) => authorityOf(name, address.port))
    : [authority(address), host];
  return own.includes(origin.replace(/^https?:\/\//, ''))
    ? null
    : { status: 403, message: `requests from the origin ${printable(origin)} are refused` };
}

function showsToken(headers: HeaderList, token: string, isKey: boolean): boolean {
  if (sameText(findHeader(headers, tokenHeader) ?? '', token)) return true;
  return isKey && sameText(findHeader(headers, 'authorization') ?? '', `Bearer ${token}`);
}

/**
 * Host names that a page from elsewhere cannot have. Their port does not matter: behind a forwarded
 * port (ssh -L, a container) the client names that one.
 */
const loopbackNames: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** `Sec-Fetch-Site` (W3C Fetch Metadata): typed by the user, or from this server itself. */
const ownSites: ReadonlySet<string> = new Set(['none', 'same-origin']);

function authorityOf(name: string, port: number): string {
  return port === 80 ? name : `${name}:${port}`;
}

/** Compared in the same time, however much of it is right. */
export function sameText(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function printable(text: string): string {
  return text.slice(0, 100).replaceAll(/[^\x20-\x7e]/g, '?');
}
