// What may be written to a stream: colours, and characters outside ASCII.

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * `FORCE_COLOR` and `NO_COLOR` as Node reads them (https://nodejs.org/api/tty.html: the first one
 * wins); otherwise only on a terminal that is not dumb.
 * @param stream that the text is written to
 */
export function wantsColour(stream: { readonly isTTY?: boolean }, env: Environment): boolean {
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if (env['NO_COLOR']) return false;
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

/**
 * The locale names another character set than UTF-8. Of the variables of POSIX the first one that
 * is set counts; where none is (a container, a CI job), UTF-8 is expected.
 */
export function wantsAscii(env: Environment): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'];
  return locale !== undefined && locale !== '' && !/utf-?8/i.test(locale);
}

/** turntape's own characters: what a recording holds is left as it is. */
const ascii: Readonly<Record<string, string>> = {
  ...{ '─': '-', '│': '|', '├': '+', '┤': '+', '┼': '+', '┌': '+', '┐': '+', '└': '+', '┘': '+' },
  ...{ '┬': '+', '┴': '+', '═': '=', '→': '->', '×': 'x', '≥': '>=', '≤': '<=', '−': '-' },
  ...{
    '–': '-',
    '—': '-',
    '…': '...',
    '’': "'",
    '‘': "'",
    '“': '"',
    '”': '"',
    '·': '.',
    '±': '+-',
  },
};
const drawn = new RegExp(`[${Object.keys(ascii).join('')}]`, 'g');

export function asciiText(text: string): string {
  return text.replaceAll(drawn, (character) => ascii[character] ?? character);
}
