import { isIP } from 'node:net';
import { HarnessError } from '../lib/harness-error.ts';

export interface ListenAddress {
  /** Without brackets. */
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

/** Parses `--listen HOST:PORT`; IPv6 in brackets. Throws HarnessError `usage`. */
export function parseListenAddress(text: string): ListenAddress {
  const match = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2] ?? '';
  const port = Number(match?.[3]);
  if (match === null || host === '' || port > 65_535 || (match[1] && isIP(match[1]) !== 6)) {
    throw new HarnessError(
      'usage',
      `--listen ${text} is not HOST:PORT`,
      'Write for example --listen 127.0.0.1:8787, or [::1]:8787',
    );
  }
  return { host, port };
}

/** True when only programs on this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** `host:port` as it stands in a URL. */
export function authority({ host, port }: ListenAddress): string {
  return `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}
