// What was written into a text so that it passes a format is undone, wherever it stands: half a
// document, JSON in JSON and a damaged one have escapes too. Each gives null where it has nothing
// to do. The result is for searching, and not a document any more.

const jsonLetters: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** One level of JSON's escapes. */
export function unescapeJson(text: string): string | null {
  if (!text.includes('\\')) return null;
  return text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))/g, (_all, code, letter) =>
    code === undefined ? (jsonLetters[letter] ?? letter) : toChar(Number.parseInt(code, 16)),
  );
}

/** Only the words that hold such escapes: the others are searched as they are. */
export function unescapeUrl(text: string): string | null {
  if (!/%[0-9a-fA-F]{2}/.test(text)) return null;
  const words = (text.match(/[^\s"'<>\\]+/g) ?? []).filter((word) => /%[0-9a-fA-F]{2}/.test(word));
  return words
    .map((word) =>
      word.replaceAll(/%([0-9a-fA-F]{2})/g, (_all, code) => toChar(Number.parseInt(code, 16))),
    )
    .join('\n');
}

/** Of characters by number, and the five of XML. */
export function unescapeHtml(text: string): string | null {
  if (!/&(?:#|amp;|lt;|gt;|quot;|apos;)/.test(text)) return null;
  const named: Readonly<Record<string, string>> = {
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
  };
  return text.replaceAll(
    /&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(amp|lt|gt|quot|apos));/g,
    (_all, decimal, hexadecimal, name) =>
      name === undefined
        ? toChar(decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number(decimal))
        : (named[name] ?? ''),
  );
}

/** Characters that are not shown, between those of a token. */
export function withoutInvisible(text: string): string | null {
  const invisible = /[\0\u00ad\u200b-\u200f\u2060-\u2064\ufeff]/g;
  return invisible.test(text) ? text.replaceAll(invisible, '') : null;
}

function toChar(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}
