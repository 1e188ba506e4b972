// The prompt as the model reads it, in the order that the vendor documents: tools and schemas,
// instructions, input items (OpenAI Prompt Caching 201). Ids and statuses are not part of it.

import type { ReasoningContent } from '../domain/reasoning-content.ts';
import { sha256 } from '../lib/sha256.ts';
import type { KeySettings } from '../profiles/cache-rules.ts';
import type { ContextRule } from '../profiles/model-profiles.ts';
import type {
  ResponsesContentPart,
  ResponsesItem,
  ResponsesReasoning,
} from '../wire/responses/item.ts';
import type { ResponsesRequest } from '../wire/responses/request.ts';
import { turnStart } from './turn-start.ts';

/** A piece of the prompt that is cached or not by its tokens. */
export type PromptSegment =
  | {
      readonly kind: 'text';
      /** RFC 6901 pointer into the request. */
      readonly pointer: string;
      /** What the framing tokens say: item type and role, e.g. `message/user`. */
      readonly frame: string;
      readonly text: string;
      /** The first behind an answer of the model. */
      readonly answered?: true;
      /** Continues where the segment before ended: it has no framing tokens. */
      readonly continues?: true;
      /** A `prompt_cache_breakpoint` is at its end. */
      readonly breakpoint?: true;
    }
  | {
      readonly kind: 'opaque';
      readonly pointer: string;
      readonly what: 'reasoning' | 'compaction' | 'image' | 'file';
      /** Equal identities are equal tokens. */
      readonly identity: string;
      readonly tokens: number;
      readonly breakpoint?: true;
    };

/** Which reasoning of a request is in its prompt. */
export interface PresentReasoning {
  readonly contextRule: ContextRule;
  /** Places in the input of reasoning that is left out whatever its turn; absent: none. */
  readonly unbound?: ReadonlySet<number>;
}

export interface RenderOptions extends PresentReasoning {
  readonly imageTokens: number;
  /** Opens encrypted content; `estimateReasoning` where the key is not at hand. */
  readonly readReasoning: (encryptedContent: string) => ReasoningContent;
  /**
   * Remembers what items and tools render to, for callers whose objects never change; for one way
   * of reading reasoning.
   */
  readonly rendered?: RenderedObjects;
}

/** By object; the pointer says where the object stood then. */
export type RenderedObjects = WeakMap<object, readonly PromptSegment[]>;

/**
 * Characters of encrypted reasoning beside its tokens, and per token, as measured on real sessions
 * of gpt-5.5 (evidence/, `learn` says the same within a few percent); gpt-5.3-codex to gpt-5.6 are
 * alike.
 */
export const encryptedChars = { beside: 917, perToken: 6.28 };

/** Replaces encrypted content that cannot be opened: equal content, equal tokens. */
export function estimateReasoning(encryptedContent: string): ReasoningContent {
  return {
    identity: sha256(encryptedContent),
    tokens: Math.max(
      1,
      Math.round((encryptedContent.length - encryptedChars.beside) / encryptedChars.perToken),
    ),
  };
}

export const defaultRenderOptions: RenderOptions = {
  contextRule: 'current_turn',
  imageTokens: 1000,
  readReasoning: estimateReasoning,
};

/** Settings outside the prompt's text that count; without them, model and effort alone. */
export interface SaltOptions {
  /** The `include_changes_cache` parameter of the simulator. */
  readonly include?: boolean;
  readonly settings?: KeySettings;
}

/**
 * What is outside the prompt's text but makes every cached block another one: the model, and the
 * effort, whose change is documented to break the prefix; where the vendor says so, verbosity and
 * service tier too. (The output format is part of the text.)
 */
export function promptSalt(
  request: Pick<ResponsesRequest, 'model' | 'reasoning' | 'include' | 'text' | 'service_tier'>,
  options: SaltOptions = {},
): string {
  const include = options.include === true ? `\n${(request.include ?? []).join(' ')}` : '';
  const { text, service_tier } = request;
  const rest =
    options.settings === 'all' ? `\n${text?.verbosity ?? ''}\n${service_tier ?? ''}` : '';
  return `${request.model}\n${request.reasoning?.effort ?? ''}${rest}${include}`;
}

/** Renders a request. Pure; reasoning of earlier user turns is left out under `current_turn`. */
export function renderPrompt(
  request: ResponsesRequest,
  options: RenderOptions = defaultRenderOptions,
): PromptSegment[] {
  const segments: PromptSegment[] = [];
  for (const [index, tool] of (request.tools ?? []).entries()) {
    const pointer = `/tools/${index}`;
    const render = () => [textSegment(pointer, 'tool', JSON.stringify(tool))];
    for (const segment of renderOnce(tool, pointer, options, render)) segments.push(segment);
  }
  if (request.text?.format !== undefined) {
    segments.push(textSegment('/text/format', 'format', JSON.stringify(request.text.format)));
  }
  if (request.instructions) {
    segments.push(textSegment('/instructions', 'instructions', request.instructions));
  }
  const start = turnStart(request.input, options.contextRule);
  let wasAnswer = false;
  for (const [index, item] of request.input.entries()) {
    const isAnswer = isOfAnswer(item);
    const answered = wasAnswer && !isAnswer;
    wasAnswer = isAnswer;
    if (item.type === 'reasoning' && (index < start || options.unbound?.has(index))) continue;
    const pointer = inputPointer(index);
    const render = () => behindAnswer(renderItem(item, pointer, options), answered);
    for (const segment of renderOnce(item, pointer, options, render, answered)) {
      segments.push(segment);
    }
  }
  return segments;
}

function isOfAnswer(item: ResponsesItem): boolean {
  const { type } = item;
  if (type === 'message') return (item as { role?: unknown }).role === 'assistant';
  return type === 'reasoning' || type.endsWith('_call');
}

function behindAnswer(segments: PromptSegment[], answered: boolean): PromptSegment[] {
  const [first, ...rest] = segments;
  if (!answered || first?.kind !== 'text') return segments;
  return [{ ...first, answered }, ...rest];
}

/** Of items of the input: every request needs the same ones. */
const inputPointers: string[] = [];
/** Far above the items of a session; those beyond are written each time. */
const inputPointersMax = 10_000;

function inputPointer(index: number): string {
  const known = inputPointers[index];
  if (known !== undefined) return known;
  const pointer = `/input/${index}`;
  if (index < inputPointersMax) inputPointers[index] = pointer;
  return pointer;
}

function renderOnce(
  object: object,
  pointer: string,
  { rendered }: RenderOptions,
  render: () => PromptSegment[],
  answered = false,
): readonly PromptSegment[] {
  const known = rendered?.get(object);
  // The same object elsewhere has other pointers, or another item before it.
  const first = known?.[0];
  const place = first?.pointer;
  const isThere = place === pointer || place?.startsWith(`${pointer}/`) === true;
  const wasAnswered = first?.kind === 'text' ? first.answered === true : answered;
  if (known && isThere && wasAnswered === answered) return known;
  const made = render();
  rendered?.set(object, made);
  return made;
}

/** One input or output item. An output item renders as it will when it is replayed. */
export function renderItem(
  item: ResponsesItem,
  pointer: string,
  options: RenderOptions,
): PromptSegment[] {
  switch (item.type) {
    case 'message': {
      const { role, content } = item as { role: string; content: string | ResponsesContentPart[] };
      return renderContent(content, pointer, `message/${role}`, options);
    }
    case 'reasoning': {
      const { encrypted_content } = item as ResponsesReasoning;
      if (!encrypted_content) return [];
      const { identity, tokens } = options.readReasoning(encrypted_content);
      return [{ kind: 'opaque', pointer, what: 'reasoning', identity, tokens }];
    }
    case 'function_call': {
      const { name, arguments: text } = item as { name: string; arguments: string };
      return [textSegment(pointer, 'function_call', `${name} ${text}`)];
    }
    case 'custom_tool_call': {
      const { name, input } = item as { name: string; input: string };
      return [textSegment(pointer, 'custom_tool_call', `${name} ${input}`)];
    }
    case 'function_call_output':
    case 'custom_tool_call_output': {
      const { output } = item as { output: string | ResponsesContentPart[] };
      return renderContent(output, pointer, item.type, options);
    }
    case 'compaction': {
      const { encrypted_content } = item as { encrypted_content?: unknown };
      if (typeof encrypted_content !== 'string') return [];
      const { identity, tokens } = options.readReasoning(encrypted_content);
      return [{ kind: 'opaque', pointer, what: 'compaction', identity, tokens }];
    }
    default: {
      const { id: _id, status: _status, ...rest } = item as { id?: unknown; status?: unknown };
      return [textSegment(pointer, item.type, JSON.stringify(rest))];
    }
  }
}

function renderContent(
  content: string | readonly ResponsesContentPart[],
  pointer: string,
  frame: string,
  options: RenderOptions,
): PromptSegment[] {
  if (typeof content === 'string') return [textSegment(pointer, frame, content)];
  if (content.some(isBreakpoint)) return renderMarked(content, pointer, frame, options);
  const texts: string[] = [];
  const opaque: PromptSegment[] = [];
  for (const [index, part] of content.entries()) {
    const text = textOf(part);
    if (text !== null) texts.push(text);
    else opaque.push(opaquePart(part, `${pointer}/content/${index}`, options));
  }
  // One text per item, so that a string and a single text part are the same prompt.
  return [textSegment(pointer, frame, texts.join('\n')), ...opaque];
}

function isBreakpoint(part: ResponsesContentPart): boolean {
  return 'prompt_cache_breakpoint' in part;
}

function textOf(part: ResponsesContentPart): string | null {
  if ('text' in part) return part.text;
  return part.type === 'refusal' ? part.refusal : null;
}

/** The marker itself is not part of the prompt, so images are told apart without it. */
function opaquePart(
  part: ResponsesContentPart,
  pointer: string,
  options: RenderOptions,
): PromptSegment {
  const { prompt_cache_breakpoint: _marker, ...rest } = part as {
    prompt_cache_breakpoint?: unknown;
  };
  return {
    kind: 'opaque',
    pointer,
    what: part.type === 'input_image' ? 'image' : 'file',
    identity: sha256(JSON.stringify(rest)),
    tokens: options.imageTokens,
    ...(isBreakpoint(part) && { breakpoint: true as const }),
  };
}

/** Content with breakpoints: a segment ends at each, and the texts read as if there were none. */
function renderMarked(
  content: readonly ResponsesContentPart[],
  pointer: string,
  frame: string,
  options: RenderOptions,
): PromptSegment[] {
  const segments: PromptSegment[] = [];
  for (const [index, part] of content.entries()) {
    const text = textOf(part);
    const place = `${pointer}/content/${index}`;
    if (text === null) {
      segments.push(opaquePart(part, place, options));
      continue;
    }
    const follows = segments.some(({ kind }) => kind === 'text');
    segments.push({
      ...textSegment(place, frame, follows ? `\n${text}` : text),
      ...(follows && { continues: true as const }),
      ...(isBreakpoint(part) && { breakpoint: true as const }),
    });
  }
  return segments;
}

function textSegment(
  pointer: string,
  frame: string,
  text: string,
): Extract<PromptSegment, { kind: 'text' }> {
  return { kind: 'text', pointer, frame, text };
}
