// What every arm promises a backend, over random sessions: the backend's validator accepts each
// request, and an append-only history renders to a prompt that begins with the one before.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultRenderOptions, renderPrompt } from '../src/cache-model/render-prompt.ts';
import { carrierNames } from '../src/carriers/registry.ts';
import { presets, type TranslatorOptions } from '../src/domain/translator-options.ts';
import { propertyRuns } from '../src/lib/property-runs.test-support.ts';
import type { ContextRule } from '../src/profiles/model-profiles.ts';
import { validateRequest } from '../src/rules/validation/validate-request.ts';
import { conversation, playSession } from '../src/translate/random-session.test-support.ts';
import { lastUserMessage } from '../src/wire/responses/last-user-message.ts';
import type { ResponsesRequest } from '../src/wire/responses/request.ts';

const on = { reasoning_continuity: true } as const;
const arms: Readonly<Record<string, Partial<TranslatorOptions>>> = {
  off: {},
  bare: presets.bare,
  ...Object.fromEntries(
    carrierNames.map((name) => [`on, ${name}`, { ...on, reasoning_carrier: name }]),
  ),
  'on, ids kept': { ...on, reasoning_ids: 'keep' },
  'on, system as instructions': { ...on, system_as: 'instructions' },
  'on, arguments written again': { ...on, call_arguments: 'reserialised' },
  'on, key of the prefix': { ...on, prompt_cache_key: 'prefix-hash' },
  'on, all turns': { ...on, reasoning_context: 'all_turns' },
};
const models = ['gpt-5.5', 'gpt-6'] as const;
/** Divided among arms and models: 1,000 sessions in all, 10,000 in the nightly. */
const cases = Math.ceil(propertyRuns(1000) / (Object.keys(arms).length * models.length));

const openReasoning = (content: string) =>
  content.startsWith('gAAAA') ? { identity: content, tokens: 10 } : null;

/** The prompt as lines of text: equal lines are equal tokens. */
function linesOf(request: ResponsesRequest, contextRule: ContextRule): string[] {
  const options = { ...defaultRenderOptions, contextRule };
  return renderPrompt(request, options).map((segment) => {
    const { pointer: _, ...content } = segment;
    return JSON.stringify(content);
  });
}

describe.each(Object.entries(arms))('the arm "%s"', (_name, options) => {
  test.each(models)('is accepted, and its prompt only grows (%s)', (model) => {
    fc.assert(
      fc.property(conversation, (shapes) => {
        const turns = playSession(shapes, options, { model });
        const bodies = turns.map(({ translation }) => translation.value.body);
        for (const { translation } of turns) {
          const { body, headers } = translation.value;
          expect(validateRequest(body, headers, { openReasoning })).toBeNull();
        }
        for (const [index, body] of bodies.slice(1).entries()) {
          const before = bodies[index] as ResponsesRequest;
          const all = linesOf(before, 'all_turns');
          expect(linesOf(body, 'all_turns').slice(0, all.length)).toEqual(all);
          // A new user turn takes the reasoning of the one before out of the prompt: the exception.
          const sameTurn = lastUserMessage(before.input) === lastUserMessage(body.input);
          const current = linesOf(before, 'current_turn');
          if (sameTurn) {
            expect(linesOf(body, 'current_turn').slice(0, current.length)).toEqual(current);
          }
        }
      }),
      { numRuns: cases },
    );
  });
});

test('a new user turn breaks the prompt where reasoning of earlier turns is left out', () => {
  const shape = {
    ...{ texts: [{ text: 'Done.', thinks: 1 }], searches: [], calls: [], summary: [] },
    ...{ reversedResults: false, reminder: false },
  };
  const bodies = playSession([shape, shape, shape], on).map(
    ({ translation }) => translation.value.body,
  );
  const [, before, after] = bodies.map((body) => linesOf(body, 'current_turn'));
  const whole = bodies.map((body) => linesOf(body, 'all_turns').length);
  // Each turn's reasoning is gone from the next one's prompt, and only there.
  expect([before?.length, after?.length]).toEqual([(whole[1] ?? 0) - 1, (whole[2] ?? 0) - 2]);
});
