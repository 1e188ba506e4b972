// What the input of an upstream request holds, and what an answer of the upstream brought.
import type { ResponsesItem } from '../../wire/responses/item.ts';
import type { ResponsesRequest } from '../../wire/responses/request.ts';
import type { PlayedExchange } from '../evidence.ts';
import { answerOf, lastCall } from './upstream-call.ts';

/** Items of one type. */
export function itemsOf(request: ResponsesRequest, ...types: readonly string[]): ResponsesItem[] {
  return request.input.filter(({ type }) => types.includes(type));
}

/** A field of an item, as text; '' where it has none. */
export function field(item: ResponsesItem, name: string): string {
  const value = (item as unknown as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : '';
}

/** Every text of an item, joined: its content, output, arguments. */
export function textIn(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(textIn).join('\n');
  if (typeof value !== 'object' || value === null) return '';
  return Object.values(value).map(textIn).join('\n');
}

/** Ciphertexts of the reasoning that a request sends back, in order. */
export function reasoningIn(request: ResponsesRequest): string[] {
  return itemsOf(request, 'reasoning').map((item) => field(item, 'encrypted_content'));
}

/** Items that the upstream's answer brought. */
export function itemsAnswered(exchange: PlayedExchange): readonly ResponsesItem[] {
  const call = lastCall(exchange);
  return call === undefined || call.status !== 200 ? [] : answerOf(call).items;
}

/** Ciphertexts that the upstream's answer brought. */
export function reasoningAnswered(exchange: PlayedExchange): string[] {
  return itemsAnswered(exchange)
    .filter(({ type }) => type === 'reasoning')
    .map((item) => field(item, 'encrypted_content'))
    .filter((content) => content !== '');
}
