// How long to wait, as upstreams say it: in headers, or only in the text of the error.

/** The whole seconds of a header; null for a date or none. */
export function secondsOfHeader(value: string | undefined, unitsPerSecond: number): number | null {
  const isNumber = value !== undefined && /^\d+(\.\d+)?$/.test(value);
  return isNumber ? Math.ceil(Number(value) / unitsPerSecond) : null;
}

/** Seconds until the date of a header, by the response's own clock; null: a date is missing. */
export function secondsUntilDate(
  value: string | undefined,
  date: string | undefined,
): number | null {
  const seconds = (Date.parse(value ?? '') - Date.parse(date ?? '')) / 1000;
  return Number.isNaN(seconds) ? null : Math.max(0, Math.ceil(seconds));
}

const secondsOfUnit: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001 };

const unitNames = 'milliseconds?|ms|hours?|h|minutes?|mins?|m|seconds?|secs?|s';
const beforeWait = 'try again in|retry after|retry in|retry your request after|wait';
const waitTime = new RegExp(
  `(?:${beforeWait}) (?:about )?((?:\\d+(?:\\.\\d+)?\\s*(?:${unitNames})(?![a-z])\\s*)+)`,
  'i',
);

/** "Please try again in 1.7s", "in 6m0s", "retry after 20 seconds", rounded up to whole seconds. */
export function secondsInText(text: string): number | null {
  const found = waitTime.exec(text)?.[1];
  if (found === undefined) return null;
  let seconds = 0;
  for (const [, number, unit = ''] of found.matchAll(/(\d+(?:\.\d+)?)\s*(milli|ms|[hms])/gi)) {
    const name = unit.toLowerCase() === 'milli' ? 'ms' : unit.toLowerCase();
    seconds += Number(number) * (secondsOfUnit[name] ?? 0);
  }
  return Math.ceil(seconds);
}
