// Whatever a client sends: no exception, and an input that the backend's pairing rules accept.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { prepareTurn } from '../../continuity/prepare-turn.ts';
import { presets } from '../../domain/translator-options.ts';
import { emptySessionState } from '../../domain/translator-state.ts';
import { propertyRuns } from '../../lib/property-runs.test-support.ts';
import type { AnthropicContentBlock } from '../../wire/anthropic/content.ts';
import type { AnthropicMessageParam } from '../../wire/anthropic/request.ts';
import type { ResponsesItem } from '../../wire/responses/item.ts';
import { inputOf } from '../conversation.test-support.ts';
import { stateKeys } from './state-keys.ts';
import { translateRequest } from './translate-request.ts';

const id = fc.constantFrom('1', '2', '3', '', 'x'.repeat(70));
const leaf = fc.oneof(
  fc.record({ type: fc.constant('text'), text: fc.string() }),
  fc.record({ type: fc.constant('tool_reference'), tool_name: fc.string() }),
  fc.record({
    type: fc.constantFrom('image', 'document'),
    source: fc.oneof(
      fc.record({ type: fc.constantFrom('base64', 'text'), data: fc.string() }),
      fc.record({ type: fc.constant('url'), url: fc.webUrl() }),
      fc.record({ type: fc.constant('file'), file_id: fc.string() }),
      fc.record({ type: fc.constant('content'), content: fc.string() }),
    ),
  }),
  fc.record({ type: fc.string(), anything: fc.jsonValue() }),
);
const block = fc.oneof(
  leaf,
  fc.record({ type: fc.constant('tool_use'), id, name: fc.string(), input: fc.jsonValue() }),
  fc.record({
    type: fc.constant('tool_result'),
    tool_use_id: id,
    content: fc.oneof(fc.string(), fc.array(leaf, { maxLength: 3 }), fc.constant(undefined)),
    is_error: fc.boolean(),
  }),
  fc.record({ type: fc.constant('thinking'), thinking: fc.string(), signature: fc.string() }),
  fc.record({ type: fc.constant('redacted_thinking'), data: fc.string() }),
);
// Generated as wire values; `inputOf` sends them through the border parser.
const messages = fc.array(
  fc.record({
    role: fc.constantFrom('user', 'assistant', 'system'),
    content: fc.oneof(fc.string(), fc.array(block, { maxLength: 4 })),
  }),
  { maxLength: 8 },
) as unknown as fc.Arbitrary<AnthropicMessageParam[]>;

const callIds = (items: readonly ResponsesItem[], type: string): unknown[] =>
  items.flatMap((item) => (item.type === type && 'call_id' in item ? [item.call_id] : []));

test('any history gives calls with exactly one later output each, and no id twice', () => {
  fc.assert(
    fc.property(messages, fc.constantFrom(...Object.values(presets)), (history, preset) => {
      const input = inputOf({ messages: history }, preset);
      expect(new Set(stateKeys(prepareTurn(input)).anchors).size).toBe(
        stateKeys(prepareTurn(input)).anchors.length,
      );
      const items = translateRequest(prepareTurn(input), emptySessionState).value.body.input;
      const calls = callIds(items, 'function_call');
      const outputs = callIds(items, 'function_call_output');
      expect(new Set(calls).size).toBe(calls.length);
      expect([...outputs].sort()).toEqual([...calls].sort());
      for (const callId of calls) {
        const at = (type: string): number =>
          items.findIndex(
            (item) => item.type === type && 'call_id' in item && item.call_id === callId,
          );
        expect(at('function_call')).toBeLessThan(at('function_call_output'));
      }
      expect(JSON.stringify(items)).not.toContain('"content":[]');
    }),
    { numRuns: propertyRuns(1000) },
  );
});

test('no translation changes the request that it was given', () => {
  const freeze = (value: unknown): unknown => {
    if (value !== null && typeof value === 'object') Object.values(value).forEach(freeze);
    return Object.freeze(value);
  };
  fc.assert(
    fc.property(messages, (history) => {
      const input = inputOf({ messages: history, tools: [{ name: 'Read' }] });
      freeze(input.request);
      const blocks = input.request.messages.flatMap(({ content }): AnthropicContentBlock[] =>
        typeof content === 'string' ? [] : content,
      );
      expect(blocks.every((item) => Object.isFrozen(item))).toBe(true);
      translateRequest(prepareTurn(input), emptySessionState);
    }),
    { numRuns: propertyRuns(200) },
  );
});
