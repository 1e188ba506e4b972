// A part of a body, as `Range: bytes=...` asks for it (RFC 9110 section 14). Bodies are megabytes:
// the page reads what it shows.
export interface ByteRange {
  readonly start: number;
  /** After the last byte. */
  readonly end: number;
}

/**
 * @param header value of `Range`; undefined: all is wanted
 * @returns null: the body has nothing there; undefined: no range that is understood
 */
export function parseRange(header: string | undefined, size: number): ByteRange | null | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null) return undefined;
  const [, from = '', to = ''] = match;
  if (from === '' && to === '') return undefined;
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  const end = from === '' || to === '' ? size : Math.min(size, Number(to) + 1);
  return start < size && start < end ? { start, end } : null;
}
