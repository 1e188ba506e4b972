import fc from 'fast-check';
import { expect, test } from 'vitest';
import { propertyRuns } from '../lib/property-runs.test-support.ts';
import { createTerminal } from './console.ts';
import { renderTable } from './text-table.ts';
import { paint, visibleLine, visibleStyledText, visibleText } from './visible-text.ts';

/** ECMA-48 controls, bidi marks, line and paragraph separators: what a terminal acts on. */
const acts = /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u;
const anyText = fc.string({ unit: 'binary', maxLength: 40 });

test('nothing that a terminal acts on is left, but line breaks and tabs', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(visibleText(text).replaceAll(/[\t\n]/g, '')).not.toMatch(acts);
      expect(visibleLine(text)).not.toMatch(acts);
    }),
    { numRuns: propertyRuns(1_000) },
  );
});

test.each([
  ['\u001b]0;title\u0007', '\\u001b]0;title\\u0007'],
  ['\u009b2J', '\\u009b2J'],
  ['a\rb', 'a\\u000db'],
  ['\u202etxt.exe', '\\u202etxt.exe'],
  ['\u{e0041}', '\\udb40\\udc41'],
  ['two\n\tlines, ümläute, 漢字, 👩‍💻', 'two\n\tlines, ümläute, 漢字, 👩‍💻'],
])('%j', (text, shown) => {
  expect(visibleText(text)).toBe(shown);
});

test('JSON that is escaped says the same', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
      const text = JSON.stringify(value);
      expect(JSON.parse(visibleText(text))).toEqual(JSON.parse(text));
    }),
    { numRuns: propertyRuns(500) },
  );
});

test('styles pass, and what is painted has no others', () => {
  expect(visibleStyledText(paint('x\u001b[1my', 33))).toBe('\u001b[33mx\\u001b[1my\u001b[0m');
  expect(visibleStyledText('\u001b[31m\u001b[2J')).toBe('\\u001b[31m\\u001b[2J');
});

test('a cell is one line, whatever is in it', () => {
  const table = renderTable([{ title: 'a' }], [['x\ny'], [{ text: 'p\nq', code: 1 }]]);
  expect(table).toBe('a\nx\\u000ay\n\u001b[1mp\\u000aq\u001b[0m');
});

test('bytes are left as they are in a pipe, and shown on a terminal', () => {
  const written = (isTTY: boolean): string => {
    const parts: Uint8Array[] = [];
    const stdout = { isTTY, write: (part: Uint8Array) => parts.push(Buffer.from(part)) };
    const streams = { stdout, stderr: stdout, env: {}, cwd: () => '/' };
    createTerminal(streams as unknown as NodeJS.Process).bytes(Buffer.from('a\u001b[2J'));
    return Buffer.concat(parts).toString();
  };
  expect(written(false)).toBe('a\u001b[2J');
  expect(written(true)).toBe('a\\u001b[2J');
});
