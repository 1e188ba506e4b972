/** Bytes that two buffers are compared by at a time before the last block is searched. */
const blockBytes = 4096;

/** Length of the longest common prefix of two byte arrays. */
export function commonPrefixLength(left: Uint8Array, right: Uint8Array): number {
  const a = Buffer.from(left.buffer, left.byteOffset, left.byteLength);
  const b = Buffer.from(right.buffer, right.byteOffset, right.byteLength);
  const limit = Math.min(a.length, b.length);
  let start = 0;
  while (start < limit) {
    const end = Math.min(start + blockBytes, limit);
    if (a.compare(b, start, end, start, end) !== 0) break;
    start = end;
  }
  while (start < limit && a[start] === b[start]) start++;
  return start;
}

/**
 * Length of the longest common suffix of two byte arrays that does not reach into their first
 * `after` bytes.
 */
export function commonSuffixLength(left: Uint8Array, right: Uint8Array, after: number): number {
  const a = Buffer.from(left.buffer, left.byteOffset, left.byteLength);
  const b = Buffer.from(right.buffer, right.byteOffset, right.byteLength);
  const limit = Math.max(0, Math.min(a.length, b.length) - after);
  let length = 0;
  while (length < limit) {
    const next = Math.min(length + blockBytes, limit);
    const same =
      a.compare(b, b.length - next, b.length - length, a.length - next, a.length - length) === 0;
    if (!same) break;
    length = next;
  }
  while (length < limit && a[a.length - 1 - length] === b[b.length - 1 - length]) length++;
  return length;
}
