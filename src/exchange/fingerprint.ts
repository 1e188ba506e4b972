// What is stored instead of a secret.
import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/** Of a key. A session's headers hardly change from request to request. */
interface Prints {
  /** Made once: that takes longer than all the rest of a fingerprint. */
  readonly key: KeyObject;
  readonly remembered: Map<string, string>;
}

const rememberedMax = 1_000;
const rememberedCharsMax = 256;
const known = new WeakMap<Uint8Array, Prints>();

/**
 * What replaces a secret: equal secrets in one database look equal, no part of the secret
 * can be read from it, and another database (another key) gives another fingerprint.
 */
export function fingerprint(value: string, key: Uint8Array): string {
  // Replaced already, by the database that it was exported from.
  if (/^<redacted:[0-9a-f]{8}>$/.test(value)) return value;
  const prints = printsOf(key);
  const { remembered } = prints;
  const found = remembered.get(value);
  if (found !== undefined) return found;
  const digest = createHmac('sha256', prints.key).update(value).digest('hex');
  const print = `<redacted:${digest.slice(0, 8)}>`;
  if (value.length > rememberedCharsMax) return print;
  if (remembered.size >= rememberedMax) remembered.clear();
  remembered.set(value, print);
  return print;
}

function printsOf(key: Uint8Array): Prints {
  let prints = known.get(key);
  if (prints === undefined) {
    prints = { key: createSecretKey(key), remembered: new Map() };
    known.set(key, prints);
  }
  return prints;
}
