import { isIP } from 'node:net';

export interface ListenAddress {
  /** Without brackets. */
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

/** True when only programs on this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** `host:port` as it stands in a URL. */
export function authority({ host, port }: ListenAddress): string {
  return `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}
