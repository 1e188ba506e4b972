// A recorded request's history without what a client changes from request to request: cache
// markers, string or array spelling, thinking of an earlier recording (no other backend can decrypt
// it).

import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';
import type { AnthropicContentBlock } from '../wire/anthropic/content.ts';
import type { AnthropicMessageParam } from '../wire/anthropic/request.ts';

function withoutMarker(block: JsonObject): JsonObject {
  const { cache_control: _, ...rest } = block;
  return rest;
}

function isThinking(block: JsonObject): boolean {
  return block['type'] === 'thinking' || block['type'] === 'redacted_thinking';
}

/** Content as a list of plain blocks. */
export function plainBlocks(content: JsonValue | undefined): JsonObject[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  if (!Array.isArray(content)) return [];
  return (content as readonly JsonValue[])
    .filter(isJsonObject)
    .filter((block) => !isThinking(block))
    .map(withoutMarker);
}

export interface RecordedMessage {
  readonly role: AnthropicMessageParam['role'];
  readonly blocks: readonly JsonObject[];
}

/** The messages of a request body; anything that is not a message is left out. */
export function recordedMessages(body: JsonObject): RecordedMessage[] {
  const messages = body['messages'];
  if (!Array.isArray(messages)) return [];
  return (messages as readonly JsonValue[]).filter(isJsonObject).flatMap((message) => {
    const { role, content } = message;
    if (role !== 'user' && role !== 'assistant' && role !== 'system') return [];
    return [{ role, blocks: plainBlocks(content) }];
  });
}

/** Answers of a request's history that bring thinking, from one message on. */
export function countThinking(body: JsonObject, from: number): number {
  const messages = body['messages'];
  const contents = Array.isArray(messages)
    ? (messages as readonly JsonValue[])
        .slice(from)
        .map((one) => isJsonObject(one) && one['content'])
    : [];
  return contents.filter((content) => Array.isArray(content) && content.some(isThinkingBlock))
    .length;
}

function isThinkingBlock(block: JsonValue): boolean {
  return isJsonObject(block) && isThinking(block);
}

/** Back to a message as a scenario holds it: one plain text as a string. */
export function toMessage({ role, blocks }: RecordedMessage): AnthropicMessageParam {
  const only = blocks.length === 1 ? blocks[0] : undefined;
  if (
    only?.['type'] === 'text' &&
    typeof only['text'] === 'string' &&
    Object.keys(only).length === 2
  ) {
    return { role, content: only['text'] };
  }
  // Wire content: the translator's border parser judges it like any client's.
  return { role, content: blocks as unknown as AnthropicContentBlock[] };
}
