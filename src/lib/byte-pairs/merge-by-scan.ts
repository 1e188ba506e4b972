// Merges the bytes of a short piece: all pairs are looked at for each merge. Words come by the
// hundred thousand, so nothing is allocated for one.
import type { PairLookup } from './pair-lookup.ts';
import { noToken } from './vocabulary.ts';

/** Longest piece that is merged so; for longer ones a queue costs less. */
export const scannedBytesMax = 48;

// One piece at a time: there is no waiting inside.
const ids = new Int32Array(scannedBytesMax);
/** Where each part begins, and behind the last one where the piece ends. */
const starts = new Int32Array(scannedBytesMax + 1);
/** What each part and the one behind it make. */
const merges = new Int32Array(scannedBytesMax);

/**
 * @param bytes at most `scannedBytesMax`
 * @param out gets the token ids
 */
export function mergeByScan(bytes: string, lookup: PairLookup, out: number[]): void {
  let count = bytes.length;
  for (let at = 0; at < count; at++) {
    ids[at] = lookup.idOfByte(bytes.charCodeAt(at));
    starts[at] = at;
  }
  starts[count] = count;
  const find = (at: number): void => {
    merges[at] =
      at + 1 < count
        ? lookup.merged(
            ids[at] as number,
            ids[at + 1] as number,
            bytes,
            starts[at] as number,
            starts[at + 2] as number,
          )
        : noToken;
  };
  for (let at = 0; at < count; at++) find(at);
  for (;;) {
    let best = 0;
    for (let at = 1; at < count; at++) {
      if ((merges[at] as number) < (merges[best] as number)) best = at;
    }
    const id = merges[best] as number;
    if (count === 0 || id === noToken) break;
    ids[best] = id;
    ids.copyWithin(best + 1, best + 2, count);
    starts.copyWithin(best + 1, best + 2, count + 1);
    merges.copyWithin(best + 1, best + 2, count);
    count--;
    find(best);
    if (best > 0) find(best - 1);
  }
  for (let at = 0; at < count; at++) out.push(ids[at] as number);
}
