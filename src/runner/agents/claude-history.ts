// The history as Claude Code 2.1 keeps and sends it. Only the spelling is played: where the cache
// markers are, which content is a string, what order the blocks of an answer have.

import type { AnthropicContentBlock, AnthropicText } from '../../wire/anthropic/content.ts';
import type { AnthropicMessage } from '../../wire/anthropic/message.ts';
import type { AnthropicMessageParam } from '../../wire/anthropic/request.ts';

const marker = { cache_control: { type: 'ephemeral' } } as const;
/** System blocks that carry a marker: the last two, as recorded. */
const markedSystemBlocks = 2;

/** System blocks with their fixed markers. */
export function markSystem(system: readonly AnthropicText[]): AnthropicText[] {
  return system.map((block, index) =>
    index >= Math.max(1, system.length - markedSystemBlocks) ? { ...block, ...marker } : block,
  );
}

/** A user or system message of one plain text is sent as a string once the marker has moved on. */
function settle(message: AnthropicMessageParam): AnthropicMessageParam {
  const { content, role } = message;
  if (typeof content === 'string' || role === 'assistant' || content.length !== 1) return message;
  const only = content[0];
  return only?.type === 'text' ? { role, content: only.text } : message;
}

function markLast(message: AnthropicMessageParam): AnthropicMessageParam {
  const blocks: readonly AnthropicContentBlock[] =
    typeof message.content === 'string'
      ? [{ type: 'text', text: message.content }]
      : message.content;
  return {
    role: message.role,
    content: blocks.map((block, index) =>
      index === blocks.length - 1 ? { ...block, ...marker } : block,
    ),
  };
}

/** The history as it goes into a request: the third marker sits on the last block of all. */
export function markHistory(history: readonly AnthropicMessageParam[]): AnthropicMessageParam[] {
  return history.map((message, index) =>
    index === history.length - 1 ? markLast(message) : settle(message),
  );
}

/**
 * An answer as the client sends it back: thinking first and untouched, signatures included, then
 * text, then calls (the client moves text before the calls).
 */
export function replayAnswer(message: AnthropicMessage): AnthropicMessageParam {
  const calls = message.content.filter(({ type }) => type === 'tool_use');
  const firstCall = message.content.findIndex(({ type }) => type === 'tool_use');
  const late =
    firstCall < 0 ? [] : message.content.slice(firstCall).filter(({ type }) => type === 'text');
  if (late.length === 0) return { role: 'assistant', content: message.content };
  const before = message.content.slice(0, firstCall);
  const after = message.content
    .slice(firstCall)
    .filter(({ type }) => type !== 'text' && type !== 'tool_use');
  return { role: 'assistant', content: [...before, ...late, ...calls, ...after] };
}

/** A message as the client keeps it once it was told that its thinking is not accepted. */
export function dropThinking(message: AnthropicMessageParam): AnthropicMessageParam {
  const { role, content } = message;
  if (typeof content === 'string') return message;
  const kept = content.filter(({ type }) => type !== 'thinking' && type !== 'redacted_thinking');
  return kept.length === content.length ? message : { role, content: kept };
}
