// Texts are found again by the first call beside them, else by the words that they answer.
import { describe, expect, test } from 'vitest';
import type { AnthropicMessageParam } from '../wire/anthropic/request.ts';
import { createHistoryAnchors } from './anchors.ts';

const user = (content: string): AnthropicMessageParam => ({ role: 'user', content });
const text = (words: string) => ({ type: 'text', text: words }) as const;
const call = (id: string) => ({ type: 'tool_use', id, name: 'Bash', input: {} }) as const;
const result = (id: string): AnthropicMessageParam => ({
  role: 'user',
  content: [{ type: 'tool_result', tool_use_id: id, content: 'ok' }],
});

/** The name that a text gets while it is answered, and the one that it has in the history after. */
function names(
  history: readonly AnthropicMessageParam[],
  words: string,
  callId: string | null,
): { readonly answered: string; readonly found: string } {
  const blocks = [text(words), ...(callId === null ? [] : [call(callId)])];
  const later = [...history, { role: 'assistant', content: blocks } as AnthropicMessageParam];
  return {
    answered: createHistoryAnchors(history).answerTexts(callId)(words),
    found: createHistoryAnchors(later).text(history.length, 0),
  };
}

describe.each([null, 'call_1'])('a text beside the call %s', (callId) => {
  test('has the same name in the answer and in the history', () => {
    const { answered, found } = names([user('Look.')], 'Looking.', callId);
    expect(found).toBe(answered);
  });

  test('has another name where an equal one was said before', () => {
    const before = [
      user('Look.'),
      { role: 'assistant', content: [text('Looking.'), call('call_0')] },
      result('call_0'),
    ] as AnthropicMessageParam[];
    const { answered, found } = names(before, 'Looking.', callId);
    expect(found).toBe(answered);
    expect(createHistoryAnchors(before).text(1, 0)).not.toBe(answered);
  });
});

test('a call beside a text names it, whatever the words before it have become', () => {
  const [one, other] = ['Look.', 'Look again.'].map((words) =>
    names([user(words)], 'Looking.', 'call_1'),
  );
  expect(one?.found).toBe(other?.found);
});

test('without a call, the words that it answers name it', () => {
  const [one, other] = ['Look.', 'Look again.'].map((words) => names([user(words)], 'Done.', null));
  expect(one?.found).not.toBe(other?.found);
});

test('an answer over several messages is one turn', () => {
  const answered = createHistoryAnchors([user('Look.')]).answerTexts('call_1')('Looking.');
  const later: AnthropicMessageParam[] = [
    user('Look.'),
    { role: 'assistant', content: 'Looking.' },
    { role: 'assistant', content: [call('call_1')] },
  ];
  expect(createHistoryAnchors(later).text(1, 0)).toBe(answered);
});
