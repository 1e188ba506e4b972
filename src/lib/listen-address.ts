// HOST:PORT as a user writes it and as it is written in a URL.
import { HarnessError } from './harness-error.ts';

export interface ListenAddress {
  /** Without brackets. */
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

/**
 * `--listen HOST:PORT`, `[::1]:PORT` for IPv6.
 * @throws HarnessError `usage`
 */
export function parseListen(text: string): ListenAddress {
  const match = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2] ?? '';
  const port = Number(match?.[3] ?? Number.NaN);
  if (host === '' || !(port <= 65_535)) {
    throw new HarnessError(
      'usage',
      `\`${text}\` is not an address to listen on`,
      'Write --listen HOST:PORT, for example 127.0.0.1:0',
    );
  }
  return { host, port };
}

/** True when only programs on this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** `host:port` as it is written in a URL. */
export function authority({ host, port }: ListenAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
