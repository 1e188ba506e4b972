// Gathers the body of an upstream's error response.
import type { UpstreamFailure } from '../../domain/translation.ts';
import type { HeaderList } from '../../lib/header-list.ts';
import { isJsonObject, parseJson } from '../../lib/json.ts';
import { readFailure } from '../read-failure.ts';

/** An error body is kept up to here, in bytes; the rest cannot matter to a client. */
const bodyBytesMax = 1024 * 1024;

export interface ErrorReader {
  add(bytes: Uint8Array): void;
  /** The body is whole JSON: the connection need not end. */
  isWhole(): boolean;
  /** What the response says, once it has ended. */
  failure(): UpstreamFailure;
}

export function createErrorReader(status: number, headers: HeaderList): ErrorReader {
  const parts: Uint8Array[] = [];
  let size = 0;
  const text = (): string => Buffer.concat(parts).subarray(0, bodyBytesMax).toString('utf8');
  return {
    add(bytes) {
      if (size < bodyBytesMax) parts.push(bytes);
      size += bytes.length;
    },
    isWhole: () => /\}\s*$/.test(text().slice(-100)) && isJsonObject(parseJson(text())),
    failure: () => readFailure(status, headers, text()),
  };
}
