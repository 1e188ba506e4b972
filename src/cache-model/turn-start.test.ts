// What begins a user turn, under either reading of the rule.
import { expect, test } from 'vitest';
import type { ResponsesItem } from '../wire/responses/item.ts';
import { turnStart } from './turn-start.ts';

const said = (role: string, phase?: string) =>
  ({ type: 'message', role, content: 'x', ...(phase && { phase }) }) as ResponsesItem;
const [user, answer, commentary] = [
  said('user'),
  said('assistant'),
  said('assistant', 'commentary'),
];
const called = { type: 'function_call', call_id: 'c', name: 'f', arguments: '' } as ResponsesItem;
const result = { type: 'function_call_output', call_id: 'c', output: 'x' } as ResponsesItem;
const thought = { type: 'reasoning', summary: [] } as ResponsesItem;
test.each<[string, ResponsesItem[], number, number]>([
  ['the first message', [user, thought, called, result], 0, 0],
  ['one behind a final answer', [user, answer, user, called, result], 2, 2],
  ['one behind a result', [user, called, result, user, called, result], 3, 0],
  ['one behind text that a call follows', [user, answer, called, result, user], 4, 0],
  ['the same with reasoning between', [user, answer, thought, called, result, user], 5, 0],
  ['one behind text that says it is commentary', [user, commentary, user], 2, 0],
  ['the first of two behind an answer', [user, answer, user, user], 3, 2],
  ['the turn that an answer ended', [user, answer, user, answer], 2, 2],
  ['none', [thought], -1, -1],
])('what begins a turn: %s', (_title, input, byMessage, byAnswer) => {
  expect(turnStart(input, 'current_turn')).toBe(byMessage);
  expect(turnStart(input, 'since_answer')).toBe(byAnswer);
  expect(turnStart(input, 'all_turns')).toBe(-1);
});
