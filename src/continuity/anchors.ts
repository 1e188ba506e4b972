// Where reasoning belongs in a history. A call is found again by its id. A text has none, so it is
// found by what it says and what it answers: the same "Done." in two turns has two anchors, and an
// edited or rewound question loses the reasoning that went with the old one.
import type { Anchor } from '../domain/translator-state.ts';
import { sha256 } from '../lib/sha256.ts';
import type { AnthropicMessageParam } from '../wire/anthropic/request.ts';
import { plainText } from './plain-text.ts';

/** @param callId of a call or a search, as the client knows it (the backend's own id) */
export function callAnchor(callId: string): Anchor {
  return `call:${callId}`;
}

/** Names texts in the order of a history: equal ones that answer the same are told apart by number. */
export interface TextAnchors {
  /**
   * @param context what the text answers, see `answeredContext`
   * @param text white space at its ends does not count, clients trim it
   */
  next(context: string, text: string): Anchor;
}

export function createTextAnchors(): TextAnchors {
  const counts = new Map<string, number>();
  return {
    next(context, text) {
      const name = sha256(`${context}\n${text.trim()}`);
      const number = counts.get(name) ?? 0;
      counts.set(name, number + 1);
      return number === 0 ? `text:${name}` : `text:${name}:${number}`;
    },
  };
}

/** Of histories that are still alive: a turn asks up to three times, and hashing takes longest. */
const contexts = new WeakMap<readonly AnthropicMessageParam[], Map<number, string>>();

/**
 * Names the words that an assistant turn answers: the run of user and system messages that ends
 * before it.
 * @param messages never changed afterwards
 * @param end index of the (first) assistant message; the length of the list for the answer to come
 */
export function answeredContext(messages: readonly AnthropicMessageParam[], end: number): string {
  let stop = end;
  while (stop > 0 && messages[stop - 1]?.role === 'assistant') stop--;
  const known = contexts.get(messages) ?? new Map<number, string>();
  contexts.set(messages, known);
  const name = known.get(stop) ?? sha256(wordsBefore(messages, stop));
  known.set(stop, name);
  return name;
}

function wordsBefore(messages: readonly AnthropicMessageParam[], stop: number): string {
  let start = stop;
  while (start > 0 && messages[start - 1]?.role !== 'assistant') start--;
  return messages
    .slice(start, stop)
    .map(({ role, content }) => `${role}\n${plainText(content)}`)
    .join('\n\n');
}

/**
 * All anchors of a history, in its order.
 * @param textAnchors names the texts, and can go on with those of the answer to come; null: calls only
 */
export function historyAnchors(
  messages: readonly AnthropicMessageParam[],
  textAnchors: TextAnchors | null,
): Anchor[] {
  const anchors: Anchor[] = [];
  for (const [index, { role, content }] of messages.entries()) {
    if (role !== 'assistant') continue;
    const addText = (text: string): void => {
      if (textAnchors === null || text === '') return;
      anchors.push(textAnchors.next(answeredContext(messages, index), text));
    };
    if (typeof content === 'string') {
      addText(content);
      continue;
    }
    for (const block of content) {
      if (block.type === 'tool_use' || block.type === 'server_tool_use')
        anchors.push(callAnchor(block.id));
      else if (block.type === 'text') addText(block.text);
    }
  }
  return anchors;
}
