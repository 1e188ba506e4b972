// How long to wait, as upstreams say it: in headers, or only in the text of the error.

/** The whole seconds of a header; null for a date or none. */
export function secondsOfHeader(value: string | undefined, unitsPerSecond: number): number | null {
  const isNumber = value !== undefined && /^\d+(\.\d+)?$/.test(value);
  return isNumber ? Math.ceil(Number(value) / unitsPerSecond) : null;
}

const secondsOfUnit: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };

/** "Please try again in 1.7s", "in 250ms" or "in 6m0s", rounded up to whole seconds. */
export function secondsInText(text: string): number | null {
  const found = /try again in ((?:\d+(?:\.\d+)?\s*(?:ms|[hms])\s*)+)\b/i.exec(text)?.[1];
  if (found === undefined) return null;
  let seconds = 0;
  for (const [, number, unit] of found.matchAll(/(\d+(?:\.\d+)?)\s*(ms|[hms])/gi)) {
    seconds += Number(number) * (secondsOfUnit[unit?.toLowerCase() ?? ''] ?? 0);
  }
  return Math.ceil(seconds);
}
