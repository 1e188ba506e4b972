// Parts -> Anthropic stream events. The message starts with its first block, not with the
// upstream's response: an error before any content can then still become an HTTP status.
import { assertNever } from '../../lib/assert-never.ts';
import type { AnthropicMessage } from '../../wire/anthropic/message.ts';
import type {
  AnthropicBlockDelta,
  AnthropicStreamEvent,
} from '../../wire/anthropic/stream-event.ts';
import type { ResponsesUsage } from '../../wire/responses/usage.ts';
import { renderSse } from '../../wire/sse.ts';
import { emptyAnswerText } from '../empty-answer.ts';
import { translateFailure } from '../errors.ts';
import { isEmptyAnswer, messageId } from './accumulate.ts';
import type { Part } from './part.ts';
import { renderCitation, renderSearch, renderSearchResults } from './render-search.ts';
import { translateUsage } from './usage.ts';

export interface StreamRenderer {
  render(part: Part): AnthropicStreamEvent[];
}

/** @param model the model that the client asked for, echoed */
export function createStreamRenderer(model: string): StreamRenderer {
  let id = '';
  let started = false;
  let usage: ResponsesUsage | null = null;
  let searches = 0;
  /** Types of the blocks so far; the open one is the last. */
  const blocks: { type: string }[] = [];

  const start = (): AnthropicStreamEvent[] => {
    if (started) return [];
    started = true;
    return [{ type: 'message_start', message: emptyMessage(messageId(id), model) }];
  };
  const open = (block: AnthropicMessage['content'][number]): AnthropicStreamEvent[] => {
    blocks.push(block);
    return [
      ...start(),
      { type: 'content_block_start', index: blocks.length - 1, content_block: block },
    ];
  };
  const delta = (change: AnthropicBlockDelta): AnthropicStreamEvent => ({
    type: 'content_block_delta',
    index: blocks.length - 1,
    delta: change,
  });
  const close = (): AnthropicStreamEvent => ({
    type: 'content_block_stop',
    index: blocks.length - 1,
  });

  return {
    render(part) {
      switch (part.type) {
        case 'response-start':
          id = part.id;
          return [];
        case 'text-start':
          return open({ type: 'text', text: '' });
        case 'text-delta':
          return [delta({ type: 'text_delta', text: part.text })];
        case 'reasoning-start':
          return open({ type: 'thinking', thinking: '', signature: '' });
        case 'reasoning-delta':
          return [delta({ type: 'thinking_delta', thinking: part.text })];
        case 'reasoning-end':
          // Exactly one signature_delta: of two, Claude Code keeps only the last.
          return [delta({ type: 'signature_delta', signature: part.signature }), close()];
        case 'tool-input-start':
          return open({ type: 'tool_use', id: part.callId, name: part.name, input: {} });
        case 'tool-input-delta':
          return [delta({ type: 'input_json_delta', partial_json: part.json })];
        case 'citation':
          return [delta({ type: 'citations_delta', citation: renderCitation(part) })];
        case 'search': {
          searches++;
          const block = renderSearch(part);
          const json = JSON.stringify(block.input);
          return [
            ...open({ ...block, input: {} }),
            delta({ type: 'input_json_delta', partial_json: json }),
            close(),
          ];
        }
        case 'search-results':
          return [...open(renderSearchResults(part)), close()];
        case 'text-end':
        case 'tool-input-end':
          return [close()];
        case 'usage':
          usage = part.usage;
          return [];
        case 'finish': {
          const filler = isEmptyAnswer(blocks)
            ? [
                ...open({ type: 'text', text: '' }),
                delta({ type: 'text_delta', text: emptyAnswerText }),
                close(),
              ]
            : [];
          return [
            ...start(),
            ...filler,
            {
              type: 'message_delta',
              delta: { stop_reason: part.stopReason, stop_sequence: null },
              usage: translateUsage(usage, searches),
            },
            { type: 'message_stop' },
          ];
        }
        case 'error':
          return [translateFailure(part.failure).body];
        default:
          return assertNever(part, 'part');
      }
    },
  };
}

/** Sent while the upstream thinks: Claude Code gives a silent stream up after 300 s. */
export const pingEvent = renderSse('ping', '{"type":"ping"}');
/** Interval between pings, in ms: far below any known idle limit of clients and middleboxes. */
export const pingIntervalMs = 10_000;

export function renderEvent(event: AnthropicStreamEvent): string {
  return renderSse(event.type, JSON.stringify(event));
}

function emptyMessage(id: string, model: string): AnthropicMessage {
  return {
    id,
    type: 'message',
    role: 'assistant',
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: translateUsage(null),
  };
}
