// Gathers the body of an upstream's error response.
import { StringDecoder } from 'node:string_decoder';
import type { UpstreamFailure } from '../../domain/translation.ts';
import type { HeaderList } from '../../lib/header-list.ts';
import { isJsonObject, parseJson } from '../../lib/json.ts';
import { readFailure } from '../read-failure.ts';

/** An error body is kept up to here, in bytes; the rest cannot matter to a client. */
const bodyBytesMax = 1024 * 1024;
/** How often it is looked at before its end: a body of many pieces is not parsed at each. */
const looksMax = 32;

export interface ErrorReader {
  add(bytes: Uint8Array): void;
  /** What is kept of it, in bytes. */
  size(): number;
  /** The body is whole JSON: the connection need not end. */
  isWhole(): boolean;
  /** What the response says, once it has ended. */
  failure(): UpstreamFailure;
}

export function createErrorReader(status: number, headers: HeaderList): ErrorReader {
  const decoder = new StringDecoder('utf8');
  let text = '';
  let size = 0;
  let looks = 0;
  return {
    add(bytes) {
      const piece = bytes.subarray(0, bodyBytesMax - size);
      text += decoder.write(Buffer.from(piece.buffer, piece.byteOffset, piece.length));
      size += piece.length;
    },
    size: () => size,
    isWhole() {
      if (looks >= looksMax || !/\}\s*$/.test(text.slice(-100))) return false;
      looks++;
      return isJsonObject(parseJson(text));
    },
    failure: () => readFailure(status, headers, text),
  };
}
