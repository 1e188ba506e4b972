// What the tests of the request's translation share: short ways to write requests and items.
import { expect } from 'vitest';
import { prepareTurn } from '../../continuity/prepare-turn.ts';
import type { TranslatorOptions } from '../../domain/translator-options.ts';
import { emptySessionState, type SessionState } from '../../domain/translator-state.ts';
import type { AnthropicRequest } from '../../wire/anthropic/request.ts';
import type { ResponsesItem } from '../../wire/responses/item.ts';
import { inputOf } from '../conversation.test-support.ts';
import { translateRequest } from './translate-request.ts';

export type Messages = AnthropicRequest['messages'];

export function translate(
  request: Partial<AnthropicRequest>,
  options: Partial<TranslatorOptions> = {},
  state: SessionState = emptySessionState,
): ReturnType<typeof translateRequest> {
  return translateRequest(prepareTurn(inputOf(request, options)), state);
}

/** Input items of a history, and the features that it loses. */
export function checkHistory(
  messages: Messages,
  items: ResponsesItem[],
  losses: string[] = [],
): void {
  const translation = translate({ messages });
  expect(translation.value.body.input).toEqual(items);
  expect(translation.losses.map(({ feature }) => feature)).toEqual(losses);
}

export const user = (...texts: string[]): ResponsesItem => ({
  type: 'message',
  role: 'user',
  content: texts.map((text) => ({ type: 'input_text', text })),
});
export const developer = (...texts: string[]): ResponsesItem => ({
  type: 'message',
  role: 'developer',
  content: texts.map((text) => ({ type: 'input_text', text })),
});
export const assistant = (text: string): ResponsesItem => ({
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text }],
});
export const call = (id: string, args = '{}', name = 'Read'): ResponsesItem => ({
  type: 'function_call',
  call_id: id,
  name,
  arguments: args,
});
export const result = (id: string, output: unknown): ResponsesItem => ({
  type: 'function_call_output',
  call_id: id,
  output,
});
export const use = (id: string, input: unknown = {}) =>
  ({ type: 'tool_use', id, name: 'Read', input }) as const;
export const answer = (id: string, content?: string) =>
  ({
    type: 'tool_result',
    tool_use_id: id,
    ...(content === undefined ? {} : { content }),
  }) as const;
