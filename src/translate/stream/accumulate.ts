// Parts -> the whole Anthropic message, for `stream: false` and for the records.
import { assertNever } from '../../lib/assert-never.ts';
import { parseJson } from '../../lib/json.ts';
import type { AnthropicMessage } from '../../wire/anthropic/message.ts';
import type { ResponsesUsage } from '../../wire/responses/usage.ts';
import { emptyAnswerText } from '../empty-answer.ts';
import type { Part } from './part.ts';
import { renderCitation, renderSearch, renderSearchResults } from './render-search.ts';
import { translateUsage } from './usage.ts';

export interface Accumulator {
  add(part: Part): void;
  /** The message; null until the response has finished. */
  message(): AnthropicMessage | null;
}

/** @param model the model that the client asked for, echoed */
export function createAccumulator(model: string): Accumulator {
  const content: AnthropicMessage['content'] = [];
  let id = '';
  let usage: ResponsesUsage | null = null;
  let stopReason: AnthropicMessage['stop_reason'] = null;
  let json = '';
  let searches = 0;

  const last = <Type extends AnthropicMessage['content'][number]['type']>(
    type: Type,
  ): Extract<AnthropicMessage['content'][number], { type: Type }> | undefined => {
    const block = content.at(-1);
    return block?.type === type ? (block as never) : undefined;
  };

  return {
    add(part) {
      switch (part.type) {
        case 'response-start':
          id = part.id;
          break;
        case 'text-start':
          content.push({ type: 'text', text: '' });
          break;
        case 'text-delta': {
          const block = last('text');
          if (block) block.text += part.text;
          break;
        }
        case 'citation': {
          const block = last('text');
          if (block) block.citations = [...(block.citations ?? []), renderCitation(part)];
          break;
        }
        case 'search':
          searches++;
          content.push(renderSearch(part));
          break;
        case 'search-results':
          content.push(renderSearchResults(part));
          break;
        case 'reasoning-start':
          content.push({ type: 'thinking', thinking: '', signature: '' });
          break;
        case 'reasoning-delta': {
          const block = last('thinking');
          if (block) block.thinking += part.text;
          break;
        }
        case 'reasoning-end': {
          const block = last('thinking');
          if (block) block.signature = part.signature;
          break;
        }
        case 'tool-input-start':
          json = '';
          content.push({ type: 'tool_use', id: part.callId, name: part.name, input: {} });
          break;
        case 'tool-input-delta':
          json += part.json;
          break;
        case 'tool-input-end': {
          const block = last('tool_use');
          if (block) block.input = parseJson(json) ?? {};
          break;
        }
        case 'usage':
          usage = part.usage;
          break;
        case 'finish':
          stopReason = part.stopReason;
          if (isEmptyAnswer(content)) content.push({ type: 'text', text: emptyAnswerText });
          break;
        case 'text-end':
        case 'error':
          break;
        default:
          assertNever(part, 'part');
      }
    },
    message: () =>
      stopReason === null
        ? null
        : {
            id: messageId(id),
            type: 'message',
            role: 'assistant',
            model,
            content,
            stop_reason: stopReason,
            stop_sequence: null,
            usage: translateUsage(usage, searches),
          },
  };
}

/** Neither text nor call: Claude Code would drop the turn. */
export function isEmptyAnswer(content: readonly { readonly type: string }[]): boolean {
  return !content.some(({ type }) => type === 'text' || type === 'tool_use');
}

/** The upstream's id; a made-up one where it named none. */
export function messageId(id: string): string {
  if (id === '') return 'resp_without_upstream_id';
  return id.startsWith('msg_') ? `resp_${id}` : id;
}
