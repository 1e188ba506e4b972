// Whose turn a request is. The key decides cache routing and which reasoning may be replayed, so
// everything with a prefix of its own (subagent, title, web search, another model) has its own key.
import type { RequestKind } from '../domain/session.ts';
import { canonicalJson } from '../lib/canonical-json.ts';
import type { HeaderList } from '../lib/header-list.ts';
import type { JsonValue } from '../lib/json.ts';
import { sha256 } from '../lib/sha256.ts';
import type { AnthropicRequest } from '../wire/anthropic/request.ts';
import { anthropicRequestKind } from '../wire/anthropic/request-kind.ts';
import { readSessionNames } from '../wire/anthropic/session-headers.ts';
import { plainText } from './plain-text.ts';

export interface SessionIdentity {
  /** The client's own session id; null when it names none. */
  readonly clientSessionId: string | null;
  /** Subagent id; null for the main agent. */
  readonly agentId: string | null;
  readonly kind: RequestKind;
  /**
   * UUID-shaped text (36 characters, the backend takes up to 64) from session, agent, kind and
   * model; where the client names no session, from what starts the conversation instead.
   */
  readonly key: string;
}

/**
 * @param headers the client's request headers
 * @param request its body; the model in it is part of the key, since reasoning and caches are
 */
export function identifySession(headers: HeaderList, request: AnthropicRequest): SessionIdentity {
  const { sessionId, agentId } = readSessionNames(headers, request.metadata);
  const kind = anthropicRequestKind(request);
  const session = sessionId ?? conversationStart(request);
  const key = uuidShaped(sha256(canonicalJson(['session', session, agentId, kind, request.model])));
  return { clientSessionId: sessionId, agentId, kind, key };
}

/** What an append-only conversation keeps: its system prompt and first message, markers aside. */
function conversationStart(request: AnthropicRequest): JsonValue {
  const system = typeof request.system === 'string' ? request.system : (request.system ?? []);
  const texts = typeof system === 'string' ? [system] : system.map(({ text }) => text);
  return [
    texts.filter((text) => !text.startsWith(billingHeaderPrefix)),
    plainText(request.messages[0]?.content ?? ''),
  ];
}

/** Start of Claude Code's first system block, whose rest changes from session to session. */
export const billingHeaderPrefix = 'x-anthropic-billing-header:';

/** The first 128 bits of a hash, written as a version 8 (custom) UUID of RFC 9562. */
export function uuidShaped(hex: string): string {
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
