// Whether a short text that is public by its place (a header, a path, a status line) holds a secret
// all the same: proxies and clients add what they like. On the way of every exchange, so texts of
// usual shapes are not searched, and what was searched is remembered.
import { findSecrets } from './find-secrets.ts';

/** Shorter ones are too short to be a secret. */
const secretCharsMin = 16;
/** Longer ones count as a secret: nothing that is kept is as long, and searching takes time. */
const secretCharsMax = 4096;
/** Numbers, dates, times, and the ids of requests. */
const usual = [
  /^\d+$/,
  /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} [\d:]{8} GMT$/,
  /^\d{4}-\d\d-\d\dT[\d:.]+Z?$/,
  /^(req_)?[\da-f-]{32,40}$/,
  /^req_\w{8,40}$/,
];
/** Nearly all texts come again with every request. */
const rememberedMax = 1_000;
const rememberedCharsMax = 512;
const remembered = new Map<string, boolean>();

/** False: no search is needed. */
export function mayHoldSecret(text: string): boolean {
  return text.length >= secretCharsMin && !usual.some((shape) => shape.test(text));
}

export function holdsSecret(text: string): boolean {
  if (!mayHoldSecret(text)) return false;
  if (text.length > secretCharsMax) return true;
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const holds = findSecrets(text).length > 0;
  if (text.length > rememberedCharsMax) return holds;
  if (remembered.size >= rememberedMax) remembered.clear();
  remembered.set(text, holds);
  return holds;
}
