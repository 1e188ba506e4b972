// Ids as short as they can be typed: no other one of the list begins so.

/** `s_` and six digits: shorter ones would soon be of several sessions. */
const charactersMin = 8;

/** @returns the beginning of an id that no other id of the list has */
export function shortIds(ids: readonly string[]): (id: string) => string {
  const sorted = [...new Set(ids)].sort();
  const common = (a: string, b: string | undefined): number => {
    let at = 0;
    while (b !== undefined && at < a.length && a[at] === b[at]) at++;
    return b === undefined ? 0 : at;
  };
  const lengths = new Map(
    sorted.map((id, at) => {
      const shared = Math.max(common(id, sorted[at - 1]), common(id, sorted[at + 1]));
      return [id, Math.max(charactersMin, shared + 1)];
    }),
  );
  return (id) => id.slice(0, lengths.get(id) ?? id.length);
}
