// What is written is what JSON.stringify would write, whatever was written before.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRequestWriter } from './request-writer.ts';

const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 5 }), fc.constantFrom('a', '\ud800'));
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.constantFrom(null, true, 0, -0, 1.5, undefined, Number.NaN),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('type', 'text', 'a', '"', '1'), tie('value'), { maxKeys: 3 }),
  ),
})).value;
const item = fc.oneof(json, fc.constantFrom({ type: 'a', text: 'b' }, { text: 'b', type: 'a' }));
/** A conversation: each request keeps some of the items before, and adds some. */
const step = fc.record({
  kept: fc.nat(6),
  added: fc.array(item, { maxLength: 3 }),
  rest: fc.dictionary(fc.constantFrom('model', 'tools', 'input', 'text'), json, { maxKeys: 3 }),
});

test('any requests one after the other are written as JSON.stringify writes them', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
      const { write } = createRequestWriter();
      let input: unknown[] = [];
      for (const { kept, added, rest } of steps) {
        // Equal values, other objects: each translation makes its own.
        input = structuredClone([...input.slice(0, kept), ...added]);
        const request = { ...rest, input };
        expect(Buffer.from(write(request)).toString()).toBe(JSON.stringify(request));
      }
    }),
    { numRuns: 300 },
  );
});

test('what a request repeats is not written again', () => {
  const { write } = createRequestWriter();
  let written = 0;
  const watched = () => ({ toJSON: () => ++written });
  const shared = watched();
  write({ model: 'm', input: [shared] });
  write({ model: 'm', input: [shared, watched()] });
  expect(written).toBe(2);
});
