// The values around a break as a person reads them: short, on one line, without secrets.

import { findSecrets } from '../exchange/find-secrets.ts';
import { commonPrefixLength } from '../lib/common-affix.ts';

/** Characters shown before and from the difference on. */
const charsBefore = 24;
const charsAfter = 48;

function mask(text: string): string {
  let masked = text;
  // From the end, so that offsets stay right.
  for (const { offset, masked: shown } of findSecrets(text).reverse()) {
    const secret = /^\S+/.exec(masked.slice(offset))?.[0] ?? '';
    masked = `${masked.slice(0, offset)}${shown}${masked.slice(offset + secret.length)}`;
  }
  return masked;
}

function cut(text: string, at: number): string {
  // Masked before it is cut: half a secret has no shape to find.
  const start = Math.max(0, at - charsBefore);
  const shown = mask(text).slice(start, at + charsAfter);
  const more = text.length > at + charsAfter ? '...' : '';
  return `${start > 0 ? '...' : ''}${shown}${more}`.replaceAll(/\s+/g, ' ');
}

export interface Excerpts {
  readonly before: string;
  readonly now: string;
  /** Bytes of the current value that are as before. */
  readonly commonBytes: number;
}

/** @param before,now JSON text of the value on either side */
export function excerpts(before: Uint8Array, now: Uint8Array): Excerpts {
  const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
  const common = commonPrefixLength(before, now);
  // The same on both sides: it is its place, or that it is left out, that makes the difference.
  const commonBytes = common === now.length && common === before.length ? 0 : common;
  const at = decode(now.subarray(0, commonBytes)).length;
  return {
    before: cut(decode(before), at),
    now: cut(decode(now), at),
    commonBytes,
  };
}
