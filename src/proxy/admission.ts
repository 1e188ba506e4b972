// Who may talk to a server of ours at all. A page in a browser can send requests to loopback, and a
// name that it controls can be made to point there: foreign Origin and Host headers are refused.
import { createHash, timingSafeEqual } from 'node:crypto';
import { findHeader, type HeaderList } from '../lib/header-list.ts';
import { authority, isLoopback, type ListenAddress } from './listen-address.ts';

/** Carries the token of a server that listens beyond this machine. Never forwarded. */
export const tokenHeader = 'x-turntape-token';

export interface Refusal {
  readonly status: number;
  readonly message: string;
}

/** @param address the bound address, real port */
export function admissionRefusal(
  address: ListenAddress,
  token: string | undefined,
  headers: HeaderList,
): Refusal | null {
  if (token !== undefined && !sameText(findHeader(headers, tokenHeader) ?? '', token)) {
    return { status: 401, message: `the header ${tokenHeader} is missing or wrong` };
  }
  const allowed = isLoopback(address.host) ? loopbackNames(address.port) : undefined;
  const host = findHeader(headers, 'host') ?? '';
  if (allowed !== undefined && !allowed.has(host.toLowerCase())) {
    return {
      status: 403,
      message: `requests for the host ${printable(host)} are not answered here`,
    };
  }
  const origin = findHeader(headers, 'origin');
  const own = new Set([...(allowed ?? [authority(address), host])].map((name) => `http://${name}`));
  if (origin !== undefined && !own.has(origin.toLowerCase())) {
    return { status: 403, message: `requests from the origin ${printable(origin)} are refused` };
  }
  return null;
}

function loopbackNames(port: number): Set<string> {
  const hosts = ['127.0.0.1', 'localhost', '[::1]'];
  return new Set([...hosts.map((host) => `${host}:${port}`), ...(port === 80 ? hosts : [])]);
}

function sameText(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function printable(text: string): string {
  return text.slice(0, 100).replaceAll(/[^\x20-\x7e]/g, '?');
}
