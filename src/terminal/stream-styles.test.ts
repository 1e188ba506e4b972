// Colours and characters by stream, terminal and locale.
import { expect, test } from 'vitest';
import { createTerminal } from './console.ts';
import { asciiText, wantsAscii, wantsColour } from './stream-styles.ts';

test.each([
  ['a terminal', true, {}, true],
  ['a file', false, {}, false],
  ['a dumb terminal', true, { TERM: 'dumb' }, false],
  ['NO_COLOR', true, { NO_COLOR: '1' }, false],
  ['an empty NO_COLOR', true, { NO_COLOR: '' }, true],
  ['FORCE_COLOR', false, { FORCE_COLOR: '1' }, true],
  ['an empty FORCE_COLOR', false, { FORCE_COLOR: '' }, true],
  ['FORCE_COLOR=0', true, { FORCE_COLOR: '0' }, false],
  ['both', false, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
])('%s: colours %#', (_what, isTTY, env, expected) => {
  expect(wantsColour({ isTTY }, env)).toBe(expected);
});

test.each([
  [{}, false],
  [{ LANG: 'C.UTF-8' }, false],
  [{ LANG: 'de_DE.utf8' }, false],
  [{ LANG: 'C' }, true],
  [{ LANG: 'de_DE.UTF-8', LC_ALL: 'POSIX' }, true],
  [{ LANG: 'C', LC_CTYPE: 'en_US.UTF-8' }, false],
  [{ LANG: 'en_US.ISO-8859-1', LC_ALL: '' }, true],
])('in the locale %j ASCII is %j', (env, expected) => {
  expect(wantsAscii(env)).toBe(expected);
});

test('what turntape draws becomes ASCII of the same width in tables, and words stay', () => {
  expect(asciiText('┌──┬──┐\n│ä→│ \n└──┴──┘')).toBe('+--+--+\n|ä->| \n+--+--+');
});

/** What a terminal with these streams writes to each. */
function writes(env: Readonly<Record<string, string>>, stdoutIsTTY: boolean) {
  const written: string[] = [];
  const stream = (isTTY: boolean) => ({ isTTY, write: (text: string) => written.push(text) });
  const streams = { stdout: stream(stdoutIsTTY), stderr: stream(true) };
  const terminal = createTerminal({ ...streams, env, cwd: () => '/' } as never);
  return { terminal, written };
}

test('results that go to a file have no colours, whatever stderr is', () => {
  expect(writes({}, false).terminal.colour).toBe(false);
  expect(writes({}, true).terminal.colour).toBe(true);
});

test('in a locale without UTF-8 results and notes are drawn in ASCII, and JSON is as it is', () => {
  const { terminal, written } = writes({ LC_ALL: 'C' }, false);
  terminal.result('a │ b');
  terminal.note('2 → 3');
  terminal.error('200×3');
  terminal.json({ name: 'a │ b' });
  expect(written).toEqual(['a | b\n', '2 -> 3\n', 'turntape: 200x3\n', '{"name":"a │ b"}\n']);
});
