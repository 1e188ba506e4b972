// An Anthropic request as a prompt, in the order that the vendor documents for its cache: tools,
// system, messages. Cache markers are not content: they say where a prefix may be stored.

import { anthropicKeptMs } from '../cache-model/anthropic-cache.ts';
import type { Breakpoint } from '../cache-model/breakpoints.ts';
import type { PromptSegment } from '../cache-model/render-prompt.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';
import { sha256 } from '../lib/sha256.ts';
import { withoutBillingLines } from '../wire/anthropic/billing-header.ts';

export interface AnthropicPrompt {
  readonly segments: readonly PromptSegment[];
  readonly breakpoints: readonly Breakpoint[];
}

/**
 * Tokens of an image or document. Assumed: the vendor counts by size, which is not decoded here.
 */
const mediaTokens = 1000;
/** Characters of hidden reasoning per token, and of a signature per token. Assumed. */
const signatureCharsPerToken = 5.4;

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
}

/** The breakpoint that a value ends with; none for most. */
function markerOf(value: JsonValue, index: number): Breakpoint[] {
  const marker = isJsonObject(value) ? value['cache_control'] : undefined;
  return isJsonObject(marker) ? [{ index, keptMs: anthropicKeptMs(marker['ttl']) }] : [];
}

function withoutMarker(value: JsonObject): JsonObject {
  const { cache_control: _marker, ...rest } = value;
  return rest;
}

const textOf = (value: JsonValue | undefined): string =>
  typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);

/** A result's text; images in it become a short text. */
function resultText(content: JsonValue | undefined): string {
  return listOf(content)
    .map((part) => {
      if (!isJsonObject(part)) return textOf(part);
      if (part['type'] === 'text') return textOf(part['text']);
      return JSON.stringify(
        'source' in part ? { type: part['type'], source: sha256(JSON.stringify(part)) } : part,
      );
    })
    .join('\n');
}

function blockSegment(role: string, block: JsonValue, pointer: string): PromptSegment {
  const text = (frame: string, content: string): PromptSegment => ({
    kind: 'text',
    pointer,
    frame,
    text: content,
  });
  if (!isJsonObject(block)) return text(`message/${role}`, textOf(block));
  switch (block['type']) {
    case 'text':
      return text(`message/${role}`, textOf(block['text']));
    case 'tool_use':
      return text('tool_use', `${textOf(block['name'])} ${JSON.stringify(block['input'] ?? null)}`);
    case 'tool_result':
      return text('tool_result', resultText(block['content']));
    case 'thinking':
    case 'redacted_thinking': {
      const sealed = textOf(block['signature'] ?? block['data']);
      return {
        kind: 'opaque',
        pointer,
        what: 'reasoning',
        identity: sha256(`${sealed}\n${textOf(block['thinking'])}`),
        tokens: Math.max(1, Math.round(sealed.length / signatureCharsPerToken)),
      };
    }
    case 'image':
    case 'document':
      return {
        kind: 'opaque',
        pointer,
        what: block['type'] === 'image' ? 'image' : 'file',
        identity: sha256(JSON.stringify(withoutMarker(block))),
        tokens: mediaTokens,
      };
    default:
      return text(`message/${role}`, JSON.stringify(withoutMarker(block)));
  }
}

/** What a message renders to, by the object: a history is parsed once (rules/request-reader.ts). */
export type RenderedMessages = WeakMap<JsonObject, AnthropicPrompt>;

function renderMessage(message: JsonObject, place: string): AnthropicPrompt {
  const { role, content } = message;
  const blocks = listOf(content);
  return {
    segments: blocks.map((block, at) =>
      blockSegment(textOf(role), block, Array.isArray(content) ? `${place}/${at}` : place),
    ),
    breakpoints: blocks.flatMap(markerOf),
  };
}

/**
 * @param isVendors the vendor's server itself takes the client's billing line out. Inferred: on
 * Anthropic's host the line changes with every request (Claude Code 2.1.332), and nearly all of the
 * prompt is cached all the same; behind gateways it costs the whole prefix.
 */
export function renderAnthropic(
  request: JsonObject,
  rendered: RenderedMessages = new WeakMap(),
  isVendors = false,
): AnthropicPrompt {
  const segments: PromptSegment[] = [];
  const breakpoints: Breakpoint[] = [];
  const add = (segment: PromptSegment, source: JsonValue): void => {
    breakpoints.push(...markerOf(source, segments.length));
    segments.push(segment);
  };
  for (const [index, tool] of listOf(request['tools']).entries()) {
    if (!isJsonObject(tool)) continue;
    const text = JSON.stringify(withoutMarker(tool));
    add({ kind: 'text', pointer: `/tools/${index}`, frame: 'tool', text }, tool);
  }
  const { system } = request;
  for (const [index, block] of listOf(system).entries()) {
    const pointer = Array.isArray(system) ? `/system/${index}` : '/system';
    const sent = isJsonObject(block) ? textOf(block['text']) : textOf(block);
    const text = isVendors ? withoutBillingLines(sent) : sent;
    if (text === '' && sent !== '') continue;
    add({ kind: 'text', pointer, frame: 'instructions', text }, block);
  }
  for (const [index, message] of listOf(request['messages']).entries()) {
    if (!isJsonObject(message)) continue;
    const place = `/messages/${index}/content`;
    const known = rendered.get(message);
    // The same message elsewhere has other pointers.
    const isHere = known?.segments[0]?.pointer.startsWith(place) === true;
    const prompt = known !== undefined && isHere ? known : renderMessage(message, place);
    rendered.set(message, prompt);
    for (const marker of prompt.breakpoints) {
      breakpoints.push({ ...marker, index: segments.length + marker.index });
    }
    for (const segment of prompt.segments) segments.push(segment);
  }
  // A marker of the whole request is at its end (automatic caching, vendor guide).
  breakpoints.push(...markerOf(request, segments.length - 1));
  return { segments, breakpoints };
}
