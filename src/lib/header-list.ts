// Headers as a list in the order and case in which they were sent: the order is part of the ground
// state, and duplicates are legal. A Map or Headers object would lose both.

export type HeaderList = readonly (readonly [name: string, value: string])[];

/** First value of a header, names compared without case; undefined when absent. */
export function findHeader(headers: HeaderList, name: string): string | undefined {
  const wanted = name.toLowerCase();
  for (const [key, value] of headers) if (isHeader(key, wanted)) return value;
  return undefined;
}

/**
 * @param wanted in lower case. Most names differ in length already, and this is asked for all of
 * them.
 */
export function isHeader(name: string, wanted: string): boolean {
  return name.length === wanted.length && name.toLowerCase() === wanted;
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
  const raw: string[] = [];
  for (const [name, value] of headers) raw.push(name, value);
  return raw;
}
