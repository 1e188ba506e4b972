// A text's UTF-8 bytes as a string, each byte as the character of that code: strings are what a Map
// finds quickly.

/** Halves of characters become U+FFFD, as UTF-8 encoders do. */
export function toByteString(text: string): string {
  for (let index = 0; index < text.length; index++) {
    if (text.charCodeAt(index) > 0x7f) return Buffer.from(text, 'utf8').toString('latin1');
  }
  return text;
}
