// A call as a prompt with what `explain` compares: interned segments, call ids, tool names, and the
// settings that make every cached block another one.

import { type Breakpoint, markedSegments } from '../cache-model/breakpoints.ts';
import {
  type KnownHistories,
  readHistory,
  unboundHistory,
} from '../cache-model/reasoning-history.ts';
import {
  type PromptSegment,
  promptSalt,
  type RenderedObjects,
  renderPrompt,
} from '../cache-model/render-prompt.ts';
import { turnStart } from '../cache-model/turn-start.ts';
import type { ReasoningContent } from '../domain/reasoning-content.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';
import type { CacheModelParameters } from '../profiles/cache-model-parameters.ts';
import { cacheRulesOf } from '../profiles/cache-rules.ts';
import { type ContextRule, reasoningRulesOf } from '../profiles/model-profiles.ts';
import type { Protocol } from '../wire/protocol.ts';
import type { ResponsesReasoning } from '../wire/responses/item.ts';
import { type CheckedItems, checkResponsesRequest } from '../wire/responses/parse-request.ts';
import type { ResponsesRequest } from '../wire/responses/request.ts';
import type { Interner } from './interner.ts';
import { type RenderedMessages, renderAnthropic } from './render-anthropic.ts';

/** A setting outside the prompt's text; a change makes another cache. */
export interface Setting {
  /** Into the request, or the header that tells. */
  readonly place: { readonly pointer: string } | { readonly header: string };
  readonly value: string;
}

export interface RenderedCall {
  readonly model: string;
  readonly salt: string;
  readonly settings: readonly Setting[];
  /** Segment numbers in prompt order, and beside each: pointer, call id. */
  readonly ids: readonly number[];
  readonly pointers: readonly string[];
  readonly callIds: readonly (string | null)[];
  readonly segments: readonly PromptSegment[];
  readonly breakpoints: readonly Breakpoint[];
  /** Reasoning that the request carries and the model leaves out: identity -> pointer. */
  readonly ignored: ReadonlyMap<string, string>;
  readonly contextRule: ContextRule;
  /** Reasoning that is left out because the history before it was changed, by its content. */
  readonly unbound: readonly ReasoningContent[];
  /** What the reasoning of the answer is bound to; null: nothing. */
  readonly history: string | null;
}

export interface RenderContext {
  readonly parameters: CacheModelParameters;
  readonly interner: Interner;
  readonly readReasoning: (encryptedContent: string) => ReasoningContent;
  /** What was made of the history's objects, which are the same from request to request. */
  readonly made: MadeOnce;
}

interface MadeOnce {
  readonly checked: CheckedItems;
  readonly rendered: RenderedObjects;
  readonly messages: RenderedMessages;
  readonly callIds: WeakMap<PromptSegment, string | null>;
  readonly histories: KnownHistories;
}

export function createMadeOnce(): MadeOnce {
  return {
    checked: new WeakMap(),
    rendered: new WeakMap(),
    messages: new WeakMap(),
    callIds: new WeakMap(),
    histories: new WeakMap(),
  };
}

function effortOf(request: JsonObject): string {
  const config = request['output_config'];
  const effort = isJsonObject(config) ? config['effort'] : undefined;
  return JSON.stringify(effort ?? null);
}

function elementAt(request: JsonObject, pointer: string): JsonObject {
  let value: JsonValue | undefined = request;
  for (const name of pointer.split('/').slice(1)) {
    const next: JsonValue | undefined = Array.isArray(value)
      ? value[Number(name)]
      : isJsonObject(value)
        ? value[name]
        : undefined;
    // The item or block itself, not the part of its content that a segment may name.
    if (Array.isArray(value) && isJsonObject(next) && ('call_id' in next || 'type' in next)) {
      if ('call_id' in next || 'tool_use_id' in next || 'id' in next) return next;
    }
    value = next;
  }
  return {};
}

function callIdOf(request: JsonObject, pointer: string): string | null {
  if (!/^\/(input|messages)\//.test(pointer)) return null;
  const element = elementAt(request, pointer);
  const id =
    element['call_id'] ??
    element['tool_use_id'] ??
    (element['type'] === 'tool_use' ? element['id'] : null);
  return typeof id === 'string' ? id : null;
}

function finish(
  request: JsonObject,
  segments: readonly PromptSegment[],
  { interner, made }: RenderContext,
  rest: Pick<
    RenderedCall,
    | 'model'
    | 'salt'
    | 'settings'
    | 'breakpoints'
    | 'ignored'
    | 'contextRule'
    | 'unbound'
    | 'history'
  >,
): RenderedCall {
  const ids = segments.map((segment) => interner.idOf(segment));
  const idOfCall = (segment: PromptSegment): string | null => {
    const known = made.callIds.get(segment);
    if (known !== undefined) return known;
    const id = callIdOf(request, segment.pointer);
    made.callIds.set(segment, id);
    return id;
  };
  return {
    ...rest,
    ids,
    pointers: segments.map(({ pointer }) => pointer),
    callIds: segments.map(idOfCall),
    // The interned ones, so that a repeated history is held once.
    segments: ids.map((id) => interner.segmentOf(id)),
  };
}

/** Of the backends in whose cache they count. */
function otherSettings({ text, service_tier }: ResponsesRequest): RenderedCall['settings'] {
  return [
    { place: { pointer: '/text/verbosity' }, value: JSON.stringify(text?.verbosity ?? null) },
    { place: { pointer: '/service_tier' }, value: JSON.stringify(service_tier ?? null) },
  ];
}

function contentAt(
  { input }: ResponsesRequest,
  index: number,
  read: RenderContext['readReasoning'],
): ReasoningContent[] {
  const { encrypted_content } = input[index] as ResponsesReasoning;
  return encrypted_content ? [read(encrypted_content)] : [];
}

function renderResponsesCall(value: JsonObject, context: RenderContext): RenderedCall | null {
  const { parameters, readReasoning, made } = context;
  const parsed = checkResponsesRequest(value, made.checked);
  if (!parsed.ok) return null;
  const { request, raw } = parsed;
  const { contextRule, isHistoryBound } = reasoningRulesOf(request, parameters);
  const { unbound, digest } = isHistoryBound
    ? readHistory(request, readReasoning, made.histories)
    : unboundHistory;
  const segments = renderPrompt(request, {
    contextRule,
    unbound,
    imageTokens: parameters.image_tokens,
    readReasoning,
    rendered: made.rendered,
  });
  const { keySettings } = cacheRulesOf(request.model, parameters);
  const ignored = new Map<string, string>();
  const start = turnStart(request.input, contextRule);
  for (const [index, item] of request.input.slice(0, Math.max(0, start)).entries()) {
    if (item.type !== 'reasoning') continue;
    const { encrypted_content } = item as ResponsesReasoning;
    if (encrypted_content)
      ignored.set(readReasoning(encrypted_content).identity, `/input/${index}`);
  }
  return finish(raw, segments, context, {
    model: request.model,
    salt: promptSalt(request, { settings: keySettings }),
    settings: [
      { place: { pointer: '/model' }, value: request.model },
      {
        place: { pointer: '/reasoning/effort' },
        value: JSON.stringify(request.reasoning?.effort ?? null),
      },
      ...(keySettings === 'all' ? otherSettings(request) : []),
    ],
    breakpoints: markedSegments(segments).map((index) => ({ index })),
    ignored,
    contextRule,
    unbound: [...unbound].flatMap((index) => contentAt(request, index, readReasoning)),
    history: digest,
  });
}

/** The same prompt of another account is another cache. */
export function withAccount(
  rendered: RenderedCall,
  protocol: Protocol,
  account: string,
): RenderedCall {
  const header = protocol === 'anthropic' ? 'anthropic-organization-id' : 'openai-organization';
  return {
    ...rendered,
    salt: `${account}\n${rendered.salt}`,
    settings: [...rendered.settings, { place: { header }, value: account }],
  };
}

/**
 * @param request read by a request reader, so that what it repeats is the same objects
 * @param isVendors the vendor itself answered, not a gateway, whose answers name no account
 * @returns null: the request is invalid
 */
export function renderCall(
  protocol: Protocol,
  request: JsonObject,
  context: RenderContext,
  isVendors = false,
): RenderedCall | null {
  if (protocol === 'responses') return renderResponsesCall(request, context);
  const { segments, breakpoints } = renderAnthropic(request, context.made.messages, isVendors);
  const model = String(request['model'] ?? '');
  const effort = effortOf(request);
  return finish(request, segments, context, {
    model,
    salt: `${model}\n${effort}`,
    settings: [
      { place: { pointer: '/model' }, value: model },
      { place: { pointer: '/output_config/effort' }, value: effort },
    ],
    breakpoints,
    ignored: new Map(),
    contextRule: 'all_turns',
    unbound: [],
    history: null,
  });
}
