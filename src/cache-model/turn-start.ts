// Where the user turn begins from which on reasoning is in the prompt.
import type { ContextRule } from '../profiles/model-profiles.ts';
import type { ResponsesItem } from '../wire/responses/item.ts';
import { lastUserMessage } from '../wire/responses/last-user-message.ts';

/** A message with text that no call follows in its response: the model gave the turn back. */
function isFinalAnswer(input: readonly ResponsesItem[], index: number): boolean {
  const item = input[index] as { type: string; role?: unknown; phase?: unknown };
  if (item.type !== 'message' || item.role !== 'assistant' || item.phase === 'commentary') {
    return false;
  }
  const next = input.find(({ type }, at) => at > index && type !== 'reasoning');
  return next?.type.endsWith('_call') !== true;
}

/** Index of the item from which on reasoning is in the prompt; -1: all of it. */
export function turnStart(input: readonly ResponsesItem[], rule: ContextRule): number {
  if (rule === 'all_turns') return -1;
  if (rule === 'current_turn') return lastUserMessage(input);
  const answer = input.findLastIndex((_, index) => isFinalAnswer(input, index));
  const isUser = (item: ResponsesItem): boolean => 'role' in item && item.role === 'user';
  const first = input.findIndex((item, index) => index > answer && isUser(item));
  // Nothing was said since the answer: the turn that it ended is still the last one.
  return first >= 0 || answer < 0 ? first : turnStart(input.slice(0, answer), rule);
}
