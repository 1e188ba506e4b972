// A streamed answer of POST /v1/messages -> the message that its client keeps. Reads what any
// gateway writes, so it expects little: what is not understood is left out, what breaks off is not
// a message.

import { isJsonObject, type JsonObject, parseJson } from '../../lib/json.ts';
import { parseSse } from '../sse.ts';
import type { AnthropicMessage } from './message.ts';

type Block = Record<string, unknown>;

function textOf(block: Block, key: string): string {
  const value = block[key];
  return typeof value === 'string' ? value : '';
}

function addDelta(block: Block, delta: JsonObject): void {
  switch (delta['type']) {
    case 'text_delta':
      block['text'] = textOf(block, 'text') + String(delta['text']);
      break;
    case 'thinking_delta':
      block['thinking'] = textOf(block, 'thinking') + String(delta['thinking']);
      break;
    case 'signature_delta':
      block['signature'] = textOf(block, 'signature') + String(delta['signature']);
      break;
    case 'input_json_delta':
      block['partial'] = textOf(block, 'partial') + String(delta['partial_json']);
      break;
    default:
      break;
  }
}

/** Clients parse a call's arguments when its block ends. */
function finishBlock({ partial, ...block }: Block): Block {
  if (typeof partial !== 'string' || partial === '') return block;
  return { ...block, input: parseJson(partial) ?? {} };
}

/** The message of a stream or of a plain JSON answer; null when it is not complete, or an error. */
export function accumulateMessage(body: string): AnthropicMessage | null {
  const plain = parseJson(body);
  // A border parser: only what a client relies on is checked.
  if (isJsonObject(plain)) {
    return plain['type'] === 'message' ? (plain as unknown as AnthropicMessage) : null;
  }
  let message: Block | null = null;
  const blocks = new Map<unknown, Block>();
  for (const { data } of parseSse(body)) {
    const event = parseJson(data);
    if (!isJsonObject(event)) continue;
    const { type, index, delta } = event;
    if (type === 'error') return null;
    if (type === 'message_start' && isJsonObject(event['message']))
      message = { ...event['message'] };
    if (type === 'content_block_start' && isJsonObject(event['content_block'])) {
      blocks.set(index, { ...event['content_block'] });
    }
    const block = blocks.get(index);
    if (type === 'content_block_delta' && block && isJsonObject(delta)) addDelta(block, delta);
    if (type === 'message_stop' && message !== null) {
      const content = [...blocks.values()].map(finishBlock);
      return { ...message, content } as unknown as AnthropicMessage;
    }
  }
  return null;
}
