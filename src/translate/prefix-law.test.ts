// The law that caches live on: an append-only history translates to an input that begins with the
// one before, followed by what that turn produced; whatever the client does to markers and
// spelling.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { carrierNames } from '../carriers/registry.ts';
import type { TranslatorOptions } from '../domain/translator-options.ts';
import type { JsonValue } from '../lib/json.ts';
import { propertyRuns } from '../lib/property-runs.test-support.ts';
import type { ResponsesItem } from '../wire/responses/item.ts';
import { nativeItems } from './conversation.test-support.ts';
import {
  conversation,
  outputOf,
  playSession,
  type TurnShape,
} from './random-session.test-support.ts';

const runs = { numRuns: propertyRuns(300) };

function checkPrefix(options: Partial<TranslatorOptions>, withReasoning: boolean): void {
  fc.assert(
    fc.property(conversation, (shapes) => {
      const turns = playSession(shapes, options);
      for (const [turn, next] of turns.slice(1).entries()) {
        const before = turns[turn]?.translation.value.body;
        const shape = shapes[turn];
        if (before === undefined || shape === undefined) throw new TypeError('no such turn');
        const produced = nativeItems(outputOf(shape, turn), withReasoning);
        const expected: ResponsesItem[] = [...before.input, ...produced];
        const { input, ...rest } = next.translation.value.body;
        expect(input.slice(0, expected.length)).toEqual(expected);
        expect(JSON.stringify(rest)).toBe(JSON.stringify({ ...before, input: undefined }));
      }
    }),
    runs,
  );
}

describe('an append-only history', () => {
  for (const reasoning_carrier of carrierNames) {
    test(`begins with the turn before and what it produced, reasoning included (${reasoning_carrier})`, () => {
      checkPrefix({ reasoning_continuity: true, reasoning_carrier }, true);
    });
  }

  test('begins with the turn before and what it produced, without reasoning, when the flag is off', () => {
    checkPrefix({ reasoning_continuity: false }, false);
  });

  test('has no reasoning and stores none when the flag is off, although the backend sent it', () => {
    fc.assert(
      fc.property(conversation, (shapes) => {
        for (const { translation, result } of playSession(shapes, {
          include_encrypted: 'always',
        })) {
          expect(translation.value.body.input.filter(({ type }) => type === 'reasoning')).toEqual(
            [],
          );
          expect(result.writes.entries.flatMap(({ reasoning }) => reasoning)).toEqual([]);
        }
      }),
      { numRuns: propertyRuns(100) },
    );
  });

  test('gives the same bytes for the same request, options and state', () => {
    fc.assert(
      fc.property(conversation, (shapes) => {
        const options = { reasoning_continuity: true };
        const bytes = (): string =>
          JSON.stringify(
            playSession(shapes, options).map(({ translation, text }) => [translation, text]),
          );
        expect(bytes()).toBe(bytes());
      }),
      { numRuns: propertyRuns(50) },
    );
  });

  test('loses nothing but what the client cannot say', () => {
    const json: JsonValue = { a: 1 };
    const shape: TurnShape = {
      searches: [],
      texts: [{ text: 'Done.', thinks: 1 }],
      calls: [{ arguments: JSON.stringify(json), thinks: 1 }],
      summary: ['s'],
      reversedResults: false,
      reminder: false,
    };
    const losses = playSession([shape, shape], { reasoning_continuity: true }).flatMap(
      ({ translation, result }) => [...translation.losses, ...result.losses],
    );
    expect(new Set(losses.map(({ feature }) => feature))).toEqual(new Set(['billing-header']));
  });
});
