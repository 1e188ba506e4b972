// Merges the bytes of a long piece. The pairs that make a token wait in that token's bucket, in
// their order in the piece: a merge costs about the same however long the piece is, where a look at
// all pairs would cost its length.
import { NumberHeap } from './number-heap.ts';
import type { PairLookup } from './pair-lookup.ts';
import { noToken } from './vocabulary.ts';

/** Where the pairs begin that make one token. */
interface Bucket {
  /** Those that were found before the first of them is merged. */
  waiting: number[];
  /** The same in their order, once the first of them is merged; `taken` of them have been. */
  sorted: Int32Array | undefined;
  taken: number;
  /** Those that were found later. */
  readonly late: NumberHeap;
}

/** @param out gets the token ids */
export function mergeByQueue(bytes: string, lookup: PairLookup, out: number[]): void {
  const { length } = bytes;
  const ids = new Int32Array(length);
  /** Of the part at each position, the position of the one behind it and before it. */
  const next = new Int32Array(length);
  const previous = new Int32Array(length);
  /** What each part and the one behind it make. */
  const merges = new Int32Array(length);
  for (let at = 0; at < length; at++) {
    ids[at] = lookup.idOfByte(bytes.charCodeAt(at));
    next[at] = at + 1;
    previous[at] = at - 1;
  }
  /** Tokens whose bucket is not empty; the lowest is merged first. */
  const order = new NumberHeap();
  const buckets = new Map<number, Bucket>();
  const find = (at: number): void => {
    const behind = next[at] as number;
    const id =
      behind < length
        ? lookup.merged(ids[at] as number, ids[behind] as number, bytes, at, next[behind] as number)
        : noToken;
    merges[at] = id;
    if (id === noToken) return;
    const bucket = buckets.get(id);
    if (bucket === undefined) {
      buckets.set(id, { waiting: [at], sorted: undefined, taken: 0, late: new NumberHeap() });
      order.push(id);
    } else if (bucket.sorted === undefined) bucket.waiting.push(at);
    else bucket.late.push(at);
  };
  for (let at = 0; at < length; at++) find(at);
  for (let id = order.first(); id !== undefined; id = order.first()) {
    const at = takeFirst(buckets.get(id) as Bucket);
    if (at === undefined) {
      order.pop();
      buckets.delete(id);
      continue;
    }
    if (merges[at] !== id) continue; // one of the two has been merged otherwise
    const behind = next[at] as number;
    const after = next[behind] as number;
    ids[at] = id;
    next[at] = after;
    if (after < length) previous[after] = at;
    merges[behind] = noToken;
    find(at);
    const before = previous[at] as number;
    if (before >= 0) find(before);
  }
  for (let at = 0; at < length; at = next[at] as number) out.push(ids[at] as number);
}

function takeFirst(bucket: Bucket): number | undefined {
  if (bucket.sorted === undefined) {
    bucket.sorted = Int32Array.from(bucket.waiting).sort();
    bucket.waiting = [];
  }
  const { sorted, taken, late } = bucket;
  const found = late.first();
  if (found !== undefined && (taken >= sorted.length || found < (sorted[taken] as number))) {
    return late.pop();
  }
  if (taken >= sorted.length) return undefined;
  bucket.taken++;
  return sorted[taken];
}
