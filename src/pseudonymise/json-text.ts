// JSON as text (the arguments of a call): values are replaced in place, so that the spelling
// (spaces, escapes, key order) and the length stay, and streamed pieces can be cut where they were
// cut.
import { parseJson } from '../lib/json.ts';

/** A string literal's UTF-16 units, each with the way it was written. */
function literalUnits(literal: string): { units: string[]; written: string[] } {
  const units: string[] = [];
  const written: string[] = [];
  for (const [spelling] of literal.slice(1, -1).matchAll(/\\u[0-9a-fA-F]{4}|\\.|[^\\]/gs)) {
    units.push(spelling.length === 1 ? spelling : (JSON.parse(`"${spelling}"`) as string));
    written.push(spelling);
  }
  return { units, written };
}

function mapLiteral(literal: string, map: (text: string) => string): string {
  const { units, written } = literalUnits(literal);
  const mapped = map(units.join(''));
  return `"${units
    .map((unit, index) => {
      const now = mapped[index] ?? '';
      if (now === unit) return written[index];
      const code = now.charCodeAt(0).toString(16).padStart(4, '0');
      return written[index]?.startsWith('\\u') ? `\\u${code}` : now;
    })
    .join('')}"`;
}

/**
 * Maps the string values, the keys and the numbers of a JSON text; text that is not JSON goes
 * through
 * `value`. All functions must keep the number of UTF-16 units.
 */
export function mapJsonText(
  text: string,
  key: (name: string) => string,
  value: (text: string) => string,
  number: (text: string) => string,
): string {
  if (parseJson(text) === undefined) return value(text);
  return text.replaceAll(
    /("(?:[^"\\]|\\.)*")(\s*:)?|-?[0-9][-+.0-9eE]*/gs,
    (all, literal?: string, colon?: string) => {
      if (literal === undefined) return number(all);
      return colon === undefined ? mapLiteral(literal, value) : mapLiteral(literal, key) + colon;
    },
  );
}
