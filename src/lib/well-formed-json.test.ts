import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptySessionState } from '../domain/translator-state.ts';
import { inputOf } from '../translate/conversation.test-support.ts';
import { openTurn } from '../translate/turn.ts';
import type { JsonValue } from './json.ts';
import { propertyRuns } from './property-runs.test-support.ts';
import { wellFormedJson } from './well-formed-json.ts';

/** Texts around the range of the surrogates: many have half of a character. */
const text = fc
  .array(fc.integer({ min: 0xd7fe, max: 0xe001 }), { maxLength: 4 })
  .map((codes) => String.fromCharCode(...codes));
const json = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.constantFrom(null, true, 1),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(text, tie('value'), { maxKeys: 3 }),
  ),
})).value;
/** `JSON.stringify` writes each half as an escape. */
const half = /\\u[dD][89a-fA-F]/;

test('no half of a character is left, at any depth, and a sound value is the same object', () => {
  fc.assert(
    fc.property(json, (value) => {
      const whole = wellFormedJson(value);
      expect(JSON.stringify(whole)).not.toMatch(half);
      expect(wellFormedJson(whole)).toBe(whole);
      if (!half.test(JSON.stringify(value))) expect(whole).toBe(value);
    }),
    { numRuns: propertyRuns(200) },
  );
});

test('a request that is sent has none, whatever of it is JSON in a text', () => {
  fc.assert(
    fc.property(text, json, fc.boolean(), (word, value, isText) => {
      const given = isText ? JSON.stringify({ a: value }) : value;
      const input = inputOf({
        model: `m${word}`,
        system: word,
        messages: [
          { role: 'user', content: word },
          { role: 'assistant', content: [{ type: 'tool_use', id: 'a', name: 'b', input: given }] },
          { role: 'user', content: [{ type: 'invented', value } as never] },
        ],
        tools: [{ name: `t${word}`, description: word, input_schema: given, [word]: value }],
      });
      const step = openTurn(input).begin(emptySessionState);
      if (step.type !== 'send') throw new TypeError('the request cannot be translated');
      const { body } = step.attempt.translation.value;
      expect(JSON.stringify(body)).not.toMatch(half);
      // Neither has the JSON in its texts.
      const call = body.input.find(({ type }) => type === 'function_call');
      expect(call?.['arguments' as never]).not.toMatch(half);
    }),
    { numRuns: propertyRuns(200) },
  );
});
