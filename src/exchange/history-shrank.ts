// Whether a history was lost on the way, seen from the counts of two answers alone.

/**
 * True where a history that the client only added to came to fewer tokens than it was.
 * @param before input tokens of the earlier answer
 * @param now those of the later one
 * @param reasoned reasoning tokens that earlier answers had: the model may leave them out
 */
export function historyShrank(before: number, now: number, reasoned: number): boolean {
  return now + reasoned < before;
}
