// Tokens of encrypted reasoning, learned from the usage of the responses that produced it.
import { describe, expect, test } from 'vitest';
import type { ResponsesItem } from '../wire/responses/item.ts';
import { createReasoningLedger } from './reasoning-ledger.ts';
import { estimateReasoning } from './render-prompt.ts';

const reasoning = (encrypted_content: string): ResponsesItem => ({
  type: 'reasoning',
  summary: [],
  encrypted_content,
});
const user: ResponsesItem = { type: 'message', role: 'user', content: 'go' };

describe('the tokens of a response', () => {
  test('are shared by its reasoning items, the rest to the first', () => {
    const { learn, read } = createReasoningLedger();
    learn([reasoning('a'), user, reasoning('b'), reasoning('c')], 11);
    expect(['a', 'b', 'c'].map((content) => read(content).tokens)).toEqual([5, 3, 3]);
  });

  test('go to an item once, also when the stream names it twice', () => {
    const { learn, read } = createReasoningLedger();
    learn([reasoning('a'), reasoning('a')], 10);
    expect(read('a').tokens).toBe(10);
  });

  test('go to what is new: an item of an earlier response keeps its own', () => {
    const { learn, read } = createReasoningLedger();
    learn([reasoning('a')], 300);
    learn([reasoning('a'), reasoning('b')], 40);
    expect([read('a').tokens, read('b').tokens]).toEqual([300, 40]);
  });

  test('that are not known are estimated, not zero', () => {
    const { learn, read } = createReasoningLedger();
    learn([reasoning('x'.repeat(540))], null);
    expect(read('x'.repeat(540))).toEqual(estimateReasoning('x'.repeat(540)));
  });

  test('do not change what a prompt was rendered with before', () => {
    const { learn, read } = createReasoningLedger();
    const first = read('a');
    learn([reasoning('a')], 500);
    expect(read('a')).toBe(first);
  });
});

describe('the reasoning of a request', () => {
  test('is told from that of the request before it in its conversation', () => {
    const { learn, count } = createReasoningLedger();
    learn([reasoning('a')], 10);
    learn([reasoning('b')], 20);
    expect(count([user, reasoning('a')], { contextRule: 'all_turns' }).newTokens).toBe(10);
    expect(count([user, reasoning('b')], { contextRule: 'all_turns' }, 'subagent').newTokens).toBe(
      20,
    );
    expect(count([user, reasoning('a'), reasoning('b')], { contextRule: 'all_turns' })).toEqual({
      sentTokens: 30,
      countedTokens: 30,
      newTokens: 20,
    });
  });

  test('counts from the last user message on, where the model drops what is older', () => {
    const { learn, count } = createReasoningLedger();
    learn([reasoning('a')], 10);
    learn([reasoning('b')], 20);
    expect(
      count([user, reasoning('a'), user, reasoning('b')], { contextRule: 'current_turn' }),
    ).toEqual({
      sentTokens: 30,
      countedTokens: 20,
      newTokens: 20,
      // No final answer is between the two messages.
      boundaryTokens: 10,
    });
  });

  test('names what counts or not by what begins a turn', () => {
    const { learn, count } = createReasoningLedger();
    learn([reasoning('a')], 10);
    learn([reasoning('b')], 20);
    const call = { type: 'function_call', name: 't', call_id: 'c', arguments: '{}' };
    const output = { type: 'function_call_output', call_id: 'c', output: 'done' };
    const behindResult = [user, reasoning('a'), call, output, user, reasoning('b')];
    const each = (['current_turn', 'since_answer', 'all_turns'] as const).map((contextRule) =>
      count(behindResult as ResponsesItem[], { contextRule }),
    );
    expect(each.map(({ countedTokens }) => countedTokens)).toEqual([20, 30, 30]);
    expect(each.map(({ boundaryTokens }) => boundaryTokens)).toEqual([10, 10, undefined]);
    const answer = { type: 'message', role: 'assistant', content: 'done' } as ResponsesItem;
    const behindAnswer = [user, reasoning('a'), answer, user, reasoning('b')];
    expect(count(behindAnswer, { contextRule: 'current_turn' }).boundaryTokens).toBeUndefined();
  });

  test('counts as the prompt renders it, also where no response counted it', () => {
    const { read, count } = createReasoningLedger();
    const { sentTokens } = count([reasoning('x'.repeat(917 + 628))], { contextRule: 'all_turns' });
    expect(sentTokens).toBe(100);
    expect(read('x'.repeat(917 + 628)).tokens).toBe(100);
  });
});
