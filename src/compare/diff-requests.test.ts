import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listRequestItems } from '../exchange/request-items.ts';
import { diffItems, firstDifference, type Side, windowAt } from './diff-requests.ts';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

function side(request: object): Side {
  const body = encode(JSON.stringify(request));
  return { body, items: listRequestItems('responses', body) };
}

const message = (text: string, more: object = {}) => ({
  type: 'message',
  role: 'user',
  text,
  ...more,
});
const tool = (name: string) => ({ type: 'function', name });

/** Everything but what is the same, by its pointers. */
function changes(before: object, now: object): unknown[] {
  const [a, b] = [side(before), side(now)];
  return diffItems(a, b)
    .filter(({ state }) => state !== 'same')
    .map((one) => [
      one.state,
      one.a === null ? null : a.items[one.a]?.pointer,
      one.b === null ? null : b.items[one.b]?.pointer,
    ]);
}

describe('what became of an item', () => {
  test('a history that grew has new items only', () => {
    const input = [message('a'), message('b')];
    expect(changes({ input }, { input: [...input, message('c')] })).toEqual([
      ['added', null, '/input/2'],
    ]);
  });
  test('tools that changed places moved', () => {
    const [a, b, c] = [tool('a'), tool('b'), tool('c')];
    expect(changes({ tools: [a, b, c] }, { tools: [b, c, a] })).toEqual([
      ['moved', '/tools/0', '/tools/2'],
    ]);
  });
  test('another text in the same place is one change', () => {
    const after = message('same');
    expect(changes({ input: [message('a'), after] }, { input: [message('b'), after] })).toEqual([
      ['changed', '/input/0', '/input/0'],
    ]);
  });
  test('instructions that changed are a change', () => {
    expect(changes({ instructions: 'a' }, { instructions: 'b' })).toEqual([
      ['changed', '/instructions', '/instructions'],
    ]);
  });
  test('a cache marker that came does not change the prompt', () => {
    const marked = message('a', { cache_control: { type: 'ephemeral' } });
    expect(changes({ input: [message('a')] }, { input: [marked] })).toEqual([
      ['marker', '/input/0', '/input/0'],
    ]);
  });
  test('an item that is gone is removed', () => {
    expect(changes({ input: [message('a'), message('b')] }, { input: [message('b')] })).toEqual([
      ['removed', '/input/0', null],
    ]);
  });
});

test('every item of both sides is in the comparison once', () => {
  const requests = fc.record({
    input: fc.array(
      fc.constantFrom('a', 'b', 'c', 'd').map((text) => message(text)),
      { maxLength: 12 },
    ),
  });
  fc.assert(
    fc.property(requests, requests, (before, now) => {
      const rows = diffItems(side(before), side(now));
      const indexes = (of: readonly (number | null)[]): number[] =>
        of.filter((one) => one !== null).toSorted((x, y) => x - y);
      expect(indexes(rows.map(({ a }) => a))).toEqual(before.input.map((_, index) => index));
      expect(indexes(rows.map(({ b }) => b))).toEqual(now.input.map((_, index) => index));
      for (const { state, a, b } of rows) {
        if (state === 'same' || state === 'moved')
          expect(before.input[a ?? -1]).toEqual(now.input[b ?? -1]);
      }
    }),
  );
});

test('the window around a byte is the body around it, at whole characters', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 900 }), fc.nat(2_000), (text, byte) => {
      const body = encode(text);
      const found = windowAt(body, Math.min(byte, body.length));
      const shown = found.before + found.after;
      expect(shown).not.toContain('\ufffd');
      expect(Buffer.from(body).subarray(found.start).toString('utf8').startsWith(shown)).toBe(true);
      expect(found.start + encode(found.before).length).toBeLessThanOrEqual(found.byte);
      expect(found.byte - found.start - encode(found.before).length).toBeLessThan(4);
    }),
  );
});

test.each([
  ['', '', null],
  ['ab', 'ab', null],
  ['ab', 'ac', 1],
  ['ab', 'abc', 2],
] as const)('%j and %j differ first at %j', (a, b, byte) => {
  expect(firstDifference(encode(a), encode(b))).toBe(byte);
});
