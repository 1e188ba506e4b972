// A count with its noun, so that no text says "1 files".

/** `file` for 1, else `files`. @param many where it is not the noun with an s */
export function nounFor(count: number, noun: string, many = `${noun}s`): string {
  return count === 1 ? noun : many;
}

/** `1 file`, `2000 files`. */
export function plural(count: number, noun: string, many?: string): string {
  return `${count} ${nounFor(count, noun, many)}`;
}

/** `1 token`, `2,000 tokens`: for counts that are large. */
export function counted(count: number, noun: string, many?: string): string {
  return `${count.toLocaleString('en-US')} ${nounFor(count, noun, many)}`;
}
