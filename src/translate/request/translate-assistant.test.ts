import { describe, expect, test } from 'vitest';
import { prepareTurn } from '../../continuity/prepare-turn.ts';
import type { TranslatorOptions } from '../../domain/translator-options.ts';
import type { SessionState } from '../../domain/translator-state.ts';
import { inputOf } from '../conversation.test-support.ts';
import { stateKeys } from './state-keys.ts';
import { translateRequest } from './translate-request.ts';
import { type Messages, translate, use } from './translation.test-support.ts';

describe("a call's arguments", () => {
  const history = (input: unknown): Messages => [{ role: 'assistant', content: [use('1', input)] }];
  const state: SessionState = {
    pins: {},
    entries: [{ anchor: 'call:1', reasoning: [], originalArguments: '{"b": 1.0, "a": [ ]}' }],
  };
  const argumentsOf = (input: unknown, options: Partial<TranslatorOptions>): unknown =>
    (
      translate({ messages: history(input) }, options, state).value.body.input[0] as {
        arguments: unknown;
      }
    ).arguments;

  test('are the bytes as generated, whatever the key order of the client', () => {
    expect(argumentsOf({ a: [], b: 1 }, {})).toBe('{"b": 1.0, "a": [ ]}');
  });
  test("are the client's where it changed what they say", () => {
    expect(argumentsOf({ a: [], b: 2 }, {})).toBe('{"a":[],"b":2}');
  });
  test("are the client's where the option says so", () => {
    expect(argumentsOf({ a: [], b: 1 }, { call_arguments: 'reserialised' })).toBe('{"a":[],"b":1}');
  });
});

describe('a phase', () => {
  test('goes back with its message, and only with it', () => {
    const messages: Messages = [
      { role: 'user', content: 'a' },
      { role: 'assistant', content: 'b' },
      { role: 'user', content: 'c' },
      { role: 'assistant', content: 'd' },
    ];
    const input = inputOf({ model: 'gpt-6', messages });
    const anchor = stateKeys(prepareTurn(input)).anchors[0] ?? '';
    const entry = { anchor, reasoning: [], originalArguments: null, phase: 'commentary' };
    const { value } = translateRequest(prepareTurn(input), { pins: {}, entries: [entry] });
    const phases = value.body.input.map((item) => ('phase' in item ? item.phase : undefined));
    expect(phases).toEqual([undefined, 'commentary', undefined, undefined]);
  });

  test('is not looked for where the model has none', () => {
    const anchorsOf = (model: string) =>
      stateKeys(prepareTurn(inputOf({ model, messages: [{ role: 'assistant', content: 'b' }] })))
        .anchors;
    expect(anchorsOf('gpt-5.2')).toEqual([]);
    expect(anchorsOf('gpt-5.3-codex')).toHaveLength(1);
    expect(anchorsOf('gpt-5.5')).toHaveLength(1);
  });
});
