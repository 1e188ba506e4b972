// Merges the bytes of a short piece: all pairs are looked at for each merge.
import { noToken, type PairLookup } from './pair-lookup.ts';

/** @returns token ids */
export function mergeByScan(bytes: string, lookup: PairLookup): number[] {
  const ids = Array.from(bytes, (byte) => lookup.idOf(byte) ?? noToken);
  const starts = Array.from({ length: ids.length + 1 }, (_, index) => index);
  const mergedAt = (index: number): number =>
    index + 1 < ids.length
      ? lookup.merged(
          ids[index] as number,
          ids[index + 1] as number,
          bytes,
          starts[index] as number,
          starts[index + 2] as number,
        )
      : noToken;
  const merges = ids.map((_, index) => mergedAt(index));
  for (;;) {
    let best = 0;
    for (let index = 1; index < merges.length; index++) {
      if ((merges[index] as number) < (merges[best] as number)) best = index;
    }
    const id = merges[best];
    if (id === undefined || id === noToken) return ids;
    ids.splice(best, 2, id);
    starts.splice(best + 1, 1);
    merges.splice(best + 1, 1);
    merges[best] = mergedAt(best);
    if (best > 0) merges[best - 1] = mergedAt(best - 1);
  }
}
