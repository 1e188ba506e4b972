// What the assistant produced -> items as the backend itself produced them: one message per text,
// one call per tool_use, reasoning directly before what it led to.
import { callAnchor } from '../../continuity/anchors.ts';
import { blockPointer, type Loss, type LossFeature } from '../../domain/loss.ts';
import { assertNever } from '../../lib/assert-never.ts';
import { canonicalJson } from '../../lib/canonical-json.ts';
import { type JsonValue, parseJson } from '../../lib/json.ts';
import type {
  AnthropicContentBlock,
  AnthropicToolUse,
  AnthropicUnknownBlock,
} from '../../wire/anthropic/content.ts';
import { cleanArguments } from '../clean-arguments.ts';
import { emptyAnswerText } from '../empty-answer.ts';
import { addProduced, type HistoryContext, type Run } from './history-context.ts';
import { translateSearch, translateSearchResults } from './search-history.ts';
import { upstreamToolName } from './tool-name.ts';
import { jsonPart, summaryOf } from './translate-parts.ts';

/** Adds the run's items to `context.items`, and leaves its calls in `context.waiting`. */
export function translateAssistant({ start, end }: Run, context: HistoryContext): void {
  context.waiting = [];
  for (let index = start; index < end; index++) {
    const content = context.messages[index]?.content ?? '';
    if (typeof content === 'string') translateText(content, index, 0, context);
    else {
      for (let position = 0; position < content.length; position++) {
        const block = content[position];
        if (block !== undefined) translateBlock(block, index, position, context);
      }
    }
  }
  context.placement.endTurn(end - 1);
}

function translateBlock(
  block: AnthropicContentBlock,
  index: number,
  position: number,
  context: HistoryContext,
): void {
  switch (block.type) {
    case 'text':
      translateText(block.text, index, position, context);
      break;
    case 'tool_use':
      translateCall(block, index, position, context);
      break;
    case 'thinking':
      context.placement.offer(block.signature ?? '', index, position);
      break;
    case 'redacted_thinking':
      context.placement.offer(block.data, index, position);
      break;
    case 'server_tool_use':
      translateSearch(block, index, context);
      break;
    case 'web_search_tool_result':
      translateSearchResults(block, blockPointer(index, position), context);
      break;
    case 'compaction':
      say(
        summaryOf(block, () => blockPointer(index, position), context.losses),
        context,
      );
      break;
    case 'unknown':
      translateUnknown(block, index, position, context);
      break;
    case 'tool_addition':
    case 'tool_removal':
      break;
    case 'image':
    case 'document':
    case 'search_result':
    case 'tool_result':
    case 'tool_reference':
      context.losses.push(dropped(`misplaced-${block.type}`, index, position));
      break;
    default:
      assertNever(block, 'block');
  }
}

/** Left out, but where the message says nothing else: then its JSON says what it says. */
function translateUnknown(
  block: AnthropicUnknownBlock,
  index: number,
  position: number,
  context: HistoryContext,
): void {
  const content = context.messages[index]?.content ?? '';
  if (typeof content !== 'string' && content.every(isWordless)) {
    const part = jsonPart(block, () => blockPointer(index, position), context.losses);
    say('text' in part ? part.text : '', context);
  } else context.losses.push(dropped(`block-${block.wireType}`, index, position));
}

function isWordless(block: AnthropicContentBlock): boolean {
  return (
    block.type === 'unknown' ||
    block.type === 'thinking' ||
    block.type === 'redacted_thinking' ||
    (block.type === 'text' && block.text === '')
  );
}

/** Words that the backend did not generate: nothing is known of them. */
function say(text: string, { items }: HistoryContext): void {
  if (text === '') return;
  items.push({ type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] });
}

function translateText(
  text: string,
  index: number,
  position: number,
  context: HistoryContext,
): void {
  // Our own placeholder for an answer without content: the model never said it.
  if (text === '' || text === emptyAnswerText) return;
  const anchor = context.placement.looksForTexts ? context.anchors.text(index, position) : null;
  const phase = context.placement.phase(anchor);
  const content = [{ type: 'output_text' as const, text }];
  addProduced(anchor, index, context, {
    type: 'message',
    role: 'assistant',
    content,
    ...(phase === null ? {} : { phase }),
  });
}

function translateCall(
  block: AnthropicToolUse,
  index: number,
  position: number,
  context: HistoryContext,
): void {
  if (
    context.waiting.some(({ call }) => isSameCall(call, block)) &&
    !haveResults(block, index, context)
  ) {
    context.losses.push(dropped('duplicate-call', index, position));
    return;
  }
  const callId = context.callIds(block.id);
  // What is stored under a client's id belongs to the first call that had it.
  const anchor = callAnchor(context.calls.has(block.id) ? callId : block.id);
  context.calls.add(block.id);
  context.waiting.push({ call: block, callId });
  addProduced(anchor, index, context, {
    type: 'function_call',
    call_id: callId,
    name: upstreamToolName(block.name),
    arguments: argumentsOf(block, context.placement.originalArguments(anchor)),
  });
}

/** Calls that are spelled alike are as many as they are where each has a result. */
function haveResults(
  { id }: AnthropicToolUse,
  index: number,
  { messages }: HistoryContext,
): boolean {
  const isAssistant = (at: number): boolean => messages[at]?.role === 'assistant';
  let from = index;
  while (isAssistant(from - 1)) from--;
  let [calls, results] = [0, 0];
  let isAnswer = false;
  for (const { role, content } of messages.slice(from)) {
    if (isAnswer && role === 'assistant') break;
    isAnswer = role !== 'assistant';
    for (const block of typeof content === 'string' ? [] : content) {
      if (block.type === 'tool_use' && block.id === id) calls++;
      if (block.type === 'tool_result' && block.tool_use_id === id) results++;
    }
  }
  return results >= calls;
}

/** The same call twice in one run, not two calls that a model gave one number. */
function isSameCall(first: AnthropicToolUse, second: AnthropicToolUse): boolean {
  const inputOf = ({ input }: AnthropicToolUse): string =>
    canonicalJson((input ?? {}) as JsonValue);
  return first.id === second.id && first.name === second.name && inputOf(first) === inputOf(second);
}

/** The bytes as generated, unless the client changed what they say. */
function argumentsOf({ name, input }: AnthropicToolUse, original: string | null): string {
  const value = (input ?? {}) as JsonValue;
  if (original !== null) {
    const generated = parseJson(original);
    if (generated !== undefined && isWhatWasGiven(name, generated, value)) {
      return original;
    }
  }
  return JSON.stringify(value);
}

/** True when the client's arguments are the generated ones, or what was left of those for it. */
function isWhatWasGiven(name: string, generated: JsonValue, value: JsonValue): boolean {
  const known = canonicalJson(value);
  return (
    canonicalJson(generated) === known || canonicalJson(cleanArguments(name, generated)) === known
  );
}

function dropped(feature: LossFeature, index: number, position: number): Loss {
  return {
    kind: 'dropped',
    feature,
    pointer: blockPointer(index, position),
    detail: 'An assistant turn of the Responses API cannot hold this; it was left out.',
  };
}
