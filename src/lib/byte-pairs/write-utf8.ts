// A part of a text as UTF-8. For a few characters a call of the platform's encoder takes longer.

const replacement = 0xfffd;

/**
 * Halves of characters become U+FFFD, as UTF-8 encoders do.
 * @param bytes has room: three for each unit of UTF-16
 * @returns how many bytes it has written
 */
export function writeUtf8(text: string, start: number, end: number, bytes: Uint8Array): number {
  let length = 0;
  for (let at = start; at < end; at++) {
    let code = text.charCodeAt(at);
    if (code < 0x80) {
      bytes[length++] = code;
      continue;
    }
    if ((code & 0xf800) === 0xd800) {
      code = text.codePointAt(at) as number;
      // Only a whole pair gives more than one unit can hold.
      if (code > 0xffff && at + 1 < end) at++;
      else code = replacement;
    }
    if (code > 0xffff) {
      bytes[length++] = 0xf0 | (code >> 18);
      bytes[length++] = 0x80 | ((code >> 12) & 0x3f);
    } else if (code > 0x7ff) bytes[length++] = 0xe0 | (code >> 12);
    if (code > 0x7ff) bytes[length++] = 0x80 | ((code >> 6) & 0x3f);
    else bytes[length++] = 0xc0 | (code >> 6);
    bytes[length++] = 0x80 | (code & 0x3f);
  }
  return length;
}
