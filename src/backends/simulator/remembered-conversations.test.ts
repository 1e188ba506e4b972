import { expect, test } from 'vitest';
import { createMemoryBudget } from '../../lib/memory-budget.ts';
import { createRememberedConversations } from './remembered-conversations.ts';

const budget = () =>
  createMemoryBudget({ bytesMax: 1_000, waitMsMax: 0, after: () => () => undefined });
const answered = (responseId: string) => ({ responseId, input: [] });

test('what was continued least lately is forgotten where there is no room', () => {
  const memory = budget();
  const conversations = createRememberedConversations(memory);
  const [first, second, third] = [{}, {}, {}];
  conversations.keep(first, answered('r_1'), 200);
  conversations.keep(second, answered('r_2'), 200);
  conversations.keep(first, answered('r_3'), 200);
  conversations.keep(third, answered('r_4'), 200);
  expect([first, second, third].map((one) => conversations.of(one)?.responseId)).toEqual([
    'r_3',
    undefined,
    'r_4',
  ]);
  for (const one of [first, second, third]) conversations.forget(one);
  expect(memory.used()).toBe(0);
});

test('what is larger than all there is is not kept', () => {
  const memory = budget();
  const conversations = createRememberedConversations(memory);
  const connection = {};
  conversations.keep(connection, answered('r_1'), 100);
  conversations.keep(connection, answered('r_2'), 900);
  expect(conversations.of(connection)).toBeNull();
  expect(memory.used()).toBe(0);
});
