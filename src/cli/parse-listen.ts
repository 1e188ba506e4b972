import { HarnessError } from '../lib/harness-error.ts';

export interface ListenAddress {
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
