// What a request is for: a session holds requests of one kind.
import type { RequestKind } from '../domain/session.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';
import type { AnthropicTool } from '../wire/anthropic/request.ts';
import { anthropicRequestKind } from '../wire/anthropic/request-kind.ts';
import { identifyPurpose } from './identify-protocol.ts';

export interface KindEvidence {
  readonly method: string;
  readonly target: string;
  /** Parsed request body; empty when there is none. */
  readonly body: JsonObject;
  /** The client says that it makes a title. */
  readonly isTitle: boolean;
}

/** What a request is for, from path and body; never from the words of a prompt. */
export function identifyKind({ method, target, body, isTitle }: KindEvidence): RequestKind {
  const purpose = identifyPurpose(method, target);
  if (purpose !== 'model-call') return purpose;
  if (isTitle) return 'title';
  return anthropicRequestKind({
    // Only objects are looked at, and of those only `type`: anything else may be in them.
    tools: listIn(body['tools']).filter(isJsonObject) as unknown as AnthropicTool[],
    output_config: { format: at(body, 'output_config', 'format') ?? at(body, 'text', 'format') },
  });
}

function at(value: JsonValue | undefined, ...keys: readonly string[]): JsonValue | undefined {
  let inner = value;
  for (const key of keys) inner = isJsonObject(inner) ? inner[key] : undefined;
  return inner;
}

function listIn(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}
