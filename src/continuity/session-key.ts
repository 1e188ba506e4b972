// Whose turn a request is, as the upstream is told. The key decides cache routing and which
// reasoning may be replayed, so everything with its own prefix (subagent, title, web search,
// another model) has its own key. Which recorded session an exchange belongs to is another question
// (exchange/).
import type { HeaderList } from '../lib/header-list.ts';
import type { JsonValue } from '../lib/json.ts';
import { sha256 } from '../lib/sha256.ts';
import { withoutBillingLines } from '../wire/anthropic/billing-header.ts';
import type { AnthropicRequest } from '../wire/anthropic/request.ts';
import { anthropicRequestKind } from '../wire/anthropic/request-kind.ts';
import { readSessionNames } from '../wire/anthropic/session-headers.ts';
import { plainText } from './plain-text.ts';

/**
 * @param headers the client's request headers
 * @param model asked for upstream: part of the key, since reasoning and caches are a model's own
 * @param caller which of several clients it is, see `TranslationInput`
 * @returns UUID-shaped text (36 characters, the backend takes up to 64) from session, agent, kind
 * and
 *   model; where the client names no session, from what starts the conversation instead
 */
export function deriveSessionKey(
  headers: HeaderList,
  request: AnthropicRequest,
  model: string,
  caller?: string,
): string {
  const { sessionId, agentId } = readSessionNames(headers, request.metadata);
  const session = sessionId ?? conversationStart(request);
  const kind = anthropicRequestKind(request);
  // Lists and texts alone: equal values are equal text.
  const parts = [
    'session',
    session,
    agentId,
    kind,
    model,
    ...(caller === undefined ? [] : [caller]),
  ];
  return uuidShaped(sha256(JSON.stringify(parts)));
}

/**
 * Key of a session's state. The account is part of it: reasoning never crosses accounts. So is the
 * model, by the session's key: it never crosses models either.
 */
export function deriveStateKey(account: string, sessionKey: string): string {
  return sha256(`${account}\n${sessionKey}`).slice(0, 40);
}

/** What an append-only conversation keeps: its system prompt and first message, markers aside. */
function conversationStart(request: AnthropicRequest): JsonValue {
  const system = typeof request.system === 'string' ? request.system : (request.system ?? []);
  const texts = typeof system === 'string' ? [system] : system.map(({ text }) => text);
  return [
    texts.map(withoutBillingLines).filter((text) => text !== ''),
    plainText(request.messages[0]?.content ?? ''),
  ];
}

/** The first 128 bits of a hash, written as a version 8 (custom) UUID of RFC 9562. */
function uuidShaped(hex: string): string {
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
