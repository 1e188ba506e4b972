// Whole sessions at random, for the laws: what a model produces and what a client makes of it. The
// client keeps its history as Claude Code does, and respells it on every request.
import fc from 'fast-check';
import { createSessionMemory } from '../domain/session-memory.ts';
import type { TranslatorOptions } from '../domain/translator-options.ts';
import type { AnthropicContentBlock, AnthropicText } from '../wire/anthropic/content.ts';
import type { AnthropicMessageParam, AnthropicRequest } from '../wire/anthropic/request.ts';
import {
  inputOf,
  keptBy,
  type PlayedTurn,
  type Produced,
  playTurn,
} from './conversation.test-support.ts';

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const argumentsText = fc
  .tuple(
    fc.dictionary(
      text,
      fc.oneof(fc.string(), fc.integer(), fc.double({ noNaN: true }), fc.boolean()),
    ),
    fc.constantFrom(0, 1, 2),
  )
  .map(([value, indent]) => JSON.stringify(value, null, indent));

/** A model call's shape; ids and ciphertexts are numbered when it is played. */
export interface TurnShape {
  readonly searches: readonly { readonly query: string; readonly thinks: number }[];
  readonly texts: readonly { readonly text: string; readonly thinks: number }[];
  readonly calls: readonly { readonly arguments: string; readonly thinks: number }[];
  readonly summary: readonly string[];
  readonly reversedResults: boolean;
  readonly reminder: boolean;
}
const turnShape: fc.Arbitrary<TurnShape> = fc.record({
  searches: fc.array(fc.record({ query: text, thinks: fc.nat(1) }), { maxLength: 2 }),
  texts: fc.array(fc.record({ text: fc.constantFrom('Done.', 'Next'), thinks: fc.nat(2) }), {
    maxLength: 2,
  }),
  calls: fc.array(fc.record({ arguments: argumentsText, thinks: fc.nat(2) }), { maxLength: 3 }),
  summary: fc.array(text, { maxLength: 2 }),
  reversedResults: fc.boolean(),
  reminder: fc.boolean(),
});

export function outputOf(shape: TurnShape, turn: number): Produced[] {
  let count = 0;
  const thoughts = (thinks: number): Produced[] =>
    Array.from({ length: thinks }, () => ({
      type: 'reasoning',
      encrypted: `gAAAA${turn}_${count++}`,
      summary: [...shape.summary],
    }));
  const texts =
    shape.texts.length + shape.calls.length === 0 ? [{ text: 'Done.', thinks: 1 }] : shape.texts;
  return [
    ...shape.searches.flatMap(({ query, thinks }, index): Produced[] => [
      ...thoughts(thinks),
      { type: 'search', id: `ws_${turn}_${index}`, query },
    ]),
    ...texts.flatMap(({ text, thinks }): Produced[] => [
      ...thoughts(thinks),
      { type: 'text', text },
    ]),
    ...shape.calls.flatMap(({ arguments: args, thinks }, index): Produced[] => [
      ...thoughts(thinks),
      { type: 'call', callId: `call_${turn}_${index}`, name: 'Read', arguments: args },
    ]),
  ];
}

function answerTo(
  output: readonly Produced[],
  shape: TurnShape,
  turn: number,
): AnthropicMessageParam[] {
  const calls = output.flatMap((produced) => (produced.type === 'call' ? [produced.callId] : []));
  const system: AnthropicMessageParam[] = shape.reminder
    ? [{ role: 'system', content: `reminder ${turn}` }]
    : [];
  if (calls.length === 0) return [{ role: 'user', content: 'continue' }, ...system];
  const results = calls.map(
    (id): AnthropicContentBlock => ({
      type: 'tool_result',
      tool_use_id: id,
      content: `output of ${id}`,
    }),
  );
  return [
    ...system,
    { role: 'user', content: shape.reversedResults ? results.reverse() : results },
  ];
}

/**
 * Moves cache markers, turns strings into blocks and back, turns keys round (not of call inputs).
 */
function respell(
  messages: readonly AnthropicMessageParam[],
  seed: number,
): AnthropicMessageParam[] {
  return messages.map(({ role, content }, index) => {
    const blocks =
      typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content;
    const only = blocks[0];
    if ((seed + index) % 2 === 0 && blocks.length === 1 && only?.type === 'text') {
      return { role, content: only.text };
    }
    const turned = blocks.map((block, position) => {
      const entries = Object.entries(block);
      const marker = (seed + position) % 3 === 0 ? { cache_control: { type: 'ephemeral' } } : {};
      return { ...Object.fromEntries(seed % 2 === 0 ? entries : entries.reverse()), ...marker };
    });
    return { role, content: turned as unknown as AnthropicContentBlock[] };
  });
}

const system: AnthropicText[] = [
  { type: 'text', text: 'x-anthropic-billing-header: cc_version=1;' },
  { type: 'text', text: 'You are a test.' },
];

/** @param request what every request of the session has besides its history */
export function playSession(
  shapes: readonly TurnShape[],
  options: Partial<TranslatorOptions>,
  request: Partial<AnthropicRequest> = {},
): PlayedTurn[] {
  const memory = createSessionMemory();
  let messages: AnthropicMessageParam[] = [{ role: 'user', content: 'begin' }];
  return shapes.map((shape, turn) => {
    const output = outputOf(shape, turn);
    const input = inputOf(
      { messages: respell(messages, turn), system, tools: [{ name: 'Read' }], ...request },
      options,
    );
    const played = playTurn(memory, input, output);
    messages = [
      ...messages,
      keptBy('claude', played.result.message),
      ...answerTo(output, shape, turn),
    ];
    return played;
  });
}

export const conversation = fc.array(turnShape, { minLength: 2, maxLength: 6 });
