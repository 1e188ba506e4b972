// Base64 as clients send it: in either alphabet, broken into lines, or without its padding.

const outside = /[^A-Za-z0-9+/]/;

/**
 * The same bytes in the alphabet and with the padding of RFC 4648 section 4; `text` itself where it
 * is so, which is nearly always. null: it is not base64.
 */
export function plainBase64(text: string): string | null {
  if (text.length % 4 === 0 && isPaddedFrom(text, text.search(outside))) return text;
  const plain = text
    .replaceAll(/\s+/g, '')
    .replaceAll('-', '+')
    .replaceAll('_', '/')
    .replace(/={1,2}$/, '');
  if (outside.test(plain) || plain.length % 4 === 1) return null;
  return plain + '='.repeat((4 - (plain.length % 4)) % 4);
}

/** @param at where the first other character is; -1: there is none */
function isPaddedFrom(text: string, at: number): boolean {
  return at === -1 || (at >= text.length - 2 && /^==?$/.test(text.slice(at)));
}
