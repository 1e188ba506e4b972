// The one place that decides what of a text may reach a terminal. Recordings, imported files,
// names, arguments and errors hold what others wrote, and a terminal obeys some characters instead
// of showing them: it moves the cursor, sets its title, answers as if the user typed.

/** Kept: line breaks and tabs, which a result is made of. */
const obeyed = new RegExp(
  [
    '[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f', // C0, DEL, C1: ESC, CSI, OSC and their kind
    '\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069', // bidi marks (UAX 9)
    '\\u2028\\u2029]', // further line breaks
    '|\\udb40[\\udc00-\\udc7f]', // tag characters, which are invisible
  ].join(''),
  'g',
);
const esc = '\u001b';
/** What `paint` writes, and nothing else: bold, faint, yellow, and back. */
const styles = new RegExp(`(${esc}\\[(?:0|1|2|33)m)`);

function escapeUnits(text: string): string {
  let shown = '';
  for (let index = 0; index < text.length; index++) {
    shown += `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }
  return shown;
}

/**
 * A text in which no character controls the terminal: each becomes `\uXXXX`, which a JSON document
 * reads back as the same character.
 */
export function visibleText(text: string): string {
  return text.replaceAll(obeyed, escapeUnits);
}

/** The same for a part of a line: line breaks and tabs too. */
export function visibleLine(text: string): string {
  return visibleText(text).replaceAll(/[\t\n]/g, escapeUnits);
}

/** `visibleText` that leaves the styles of `paint`: for text whose parts were escaped before. */
export function visibleStyledText(text: string): string {
  return text
    .split(styles)
    .map((part, index) => (index % 2 === 1 ? part : visibleText(part)))
    .join('');
}

/** @param code SGR parameter: 1 bold, 2 faint, 33 yellow */
export function paint(text: string, code: 1 | 2 | 33): string {
  return `${esc}[${code}m${visibleText(text)}${esc}[0m`;
}
