// Headers as a list in the order and case in which they were sent: the order is part of the ground
// state, and duplicates are legal. A Map or Headers object would lose both.

export type HeaderList = readonly (readonly [name: string, value: string])[];

/** First value of a header, names compared without case; undefined when absent. */
export function findHeader(headers: HeaderList, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return headers.find(([key]) => key.toLowerCase() === wanted)?.[1];
}

/** node:http's flat `rawHeaders` array as pairs. */
export function headersFromRaw(raw: readonly string[]): HeaderList {
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    pairs.push([raw[index] ?? '', raw[index + 1] ?? '']);
  }
  return pairs;
}

/** Pairs as the flat array that `http.request` and `writeHead` accept. */
export function headersToRaw(headers: HeaderList): string[] {
  return headers.flat();
}
