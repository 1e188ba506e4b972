// Fields of a request that no part of the translation reads: named losses.
import type { Loss, LossFeature } from '../../domain/loss.ts';
import { isJsonObject } from '../../lib/json.ts';
import type { AnthropicRequest } from '../../wire/anthropic/request.ts';

/** Top-level fields that some part of the translation reads (`metadata` names the session). */
const used = new Set([
  ...['model', 'messages', 'system', 'tools', 'tool_choice', 'metadata', 'thinking', 'stream'],
  ...['output_config', 'output_format', 'service_tier', 'speed', 'cache_control', 'thread'],
  // Of which cache-diagnostics.ts says what becomes of it.
  'diagnostics',
]);

/** Why a field does not go upstream, where more can be said than that it is unknown. */
const reasons = {
  max_tokens: 'The Codex backend refuses max_output_tokens.',
  temperature: 'The backend refuses sampling parameters.',
  top_p: 'The backend refuses sampling parameters.',
  top_k: 'The backend refuses sampling parameters.',
  stop_sequences: 'The Responses API has no stop sequences.',
  context_management:
    "Edits of Anthropic's server have no counterpart; the history goes up as sent.",
  fallbacks:
    "Other models that Anthropic's server would try; the model that was asked for answers.",
} as const satisfies Partial<Record<LossFeature, string>>;

const usedOutputSettings = new Set(['effort', 'format']);

/** One loss for each field that is left out, at the top and in `output_config`. */
export function droppedFields(request: AnthropicRequest): Loss[] {
  const dropped = Object.keys(request)
    .filter((field) => !used.has(field) && request[field] !== undefined)
    .map((field) => loss(field, `/${escaped(field)}`));
  const settings = Object.keys(request.output_config ?? {})
    .filter((field) => !usedOutputSettings.has(field))
    .map((field) => loss(`output_config.${field}`, `/output_config/${escaped(field)}`));
  return [...threadLoss(request), ...dropped, ...settings, ...settingsOfMessages(request)];
}

/** A message says nothing but its effort. */
function settingsOfMessages({ messages }: AnthropicRequest): Loss[] {
  const losses: Loss[] = [];
  for (let index = 0; index < messages.length; index++) {
    const config = messages[index]?.output_config;
    if (config === undefined) continue;
    for (const field of Object.keys(config).filter((one) => one !== 'effort')) {
      const pointer = `/messages/${index}/output_config/${escaped(field)}`;
      losses.push(loss(`output_config.${field}`, pointer));
    }
  }
  return losses;
}

/**
 * A conversation that the server is to keep: it is not kept here, so every request must bring it
 * whole.
 */
function threadLoss({ thread }: AnthropicRequest): Loss[] {
  if (thread === undefined || thread === null) return [];
  const creates = isJsonObject(thread) && thread['type'] === 'create';
  const detail = creates
    ? 'The conversation is not kept; the next request must bring it whole.'
    : 'The conversation is not kept here (message-threads-2026-08-12); send all messages, without thread.';
  return [
    { kind: creates ? 'dropped' : 'unsupported', feature: 'thread', pointer: '/thread', detail },
  ];
}

function loss(field: string, pointer: string): Loss {
  if (isKnown(field)) return { kind: 'dropped', feature: field, pointer, detail: reasons[field] };
  const detail = 'The Responses API has no such field; it was left out.';
  return { kind: 'dropped', feature: `field-${field}`, pointer, detail };
}

function isKnown(field: string): field is keyof typeof reasons {
  return Object.hasOwn(reasons, field);
}

/** As a step of an RFC 6901 pointer. */
function escaped(field: string): string {
  return field.replaceAll('~', '~0').replaceAll('/', '~1');
}
