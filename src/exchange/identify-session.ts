// Which conversation a request belongs to, from the wire alone. Each agent and each kind of request
// is its own session, because each has its own prompt prefix.
import { findRequestNames, identifyClient } from '../clients/registry.ts';
import type { RequestKind, SessionDescriptor, Side } from '../domain/session.ts';
import { canonicalJson } from '../lib/canonical-json.ts';
import type { HeaderList } from '../lib/header-list.ts';
import { isJsonObject, type JsonObject, type JsonValue, parseJsonBytes } from '../lib/json.ts';
import { sha256 } from '../lib/sha256.ts';
import { decodeBody } from './decode-body.ts';
import { identifyKind } from './identify-kind.ts';
import { identifyingMembers } from './identifying-members.ts';
import type { SharedPrefixes } from './shared-prefixes.ts';

export interface RequestEvidence {
  readonly method: string;
  /** Path with query. */
  readonly target: string;
  /** As received, before anything is redacted. */
  readonly headers: HeaderList;
  readonly body: Uint8Array;
  readonly side: Side;
  /** Kind of the subagent that sent it, where a source without headers tells it. */
  readonly agentKind?: string | undefined;
  /** The body as parsed, where the caller has done it: large ones are parsed once. */
  readonly json?: JsonValue | undefined;
}

/**
 * @param exchangeId makes a new session where the client names none and sends no cache key
 * @param prefixes finds the conversation that such a request continues
 */
export function identifySession(
  evidence: RequestEvidence,
  exchangeId: string,
  prefixes?: SharedPrefixes,
): SessionDescriptor {
  const { headers, side, agentKind } = evidence;
  const bytes = evidence.json === undefined ? decodedBody(evidence) : undefined;
  const body = bytes ? identifyingMembers(bytes) : objectIn(evidence.json);
  const names = findRequestNames(headers, body);
  // Sources without headers: the names in the body tell whose they are.
  const client = headers.length > 0 ? identifyClient(headers) : (names?.client ?? 'other');
  const { sessionId: clientSessionId = null, isTitle = false } = names ?? {};
  const kind = identifyKind({ ...evidence, body, isTitle });
  const cacheKey = text(body['prompt_cache_key']);
  const whole = (): JsonObject => (bytes ? objectIn(parseJsonBytes(bytes)) : body);
  const first = (): string => prefixes?.firstOf(whole(), exchangeId) ?? exchangeId;
  // Agents of one kind are told apart by their history.
  const agentId = names?.agentId ?? (agentKind ? `${agentKind}:${first()}` : null);
  const name = clientSessionId ?? (cacheKey ? `key:${cacheKey}` : `exchange:${first()}`);
  const idOf = (agent: string | null, of: RequestKind): string =>
    sessionId([client, side, name, agent, of]);
  const isMain = agentId === null && kind === 'turn';
  return {
    id: idOf(agentId, kind),
    client,
    side,
    clientSessionId,
    agentId,
    kind,
    parent: isMain || clientSessionId === null ? null : idOf(null, 'turn'),
  };
}

/** The same conversation as seen on the other side of a gateway. */
export function sessionOnSide(session: SessionDescriptor, side: Side): SessionDescriptor {
  const move = (id: string): string => sessionId([id, side]);
  return {
    ...session,
    side,
    id: move(session.id),
    parent: session.parent === null ? null : move(session.parent),
  };
}

function sessionId(parts: readonly (string | null)[]): string {
  return `s_${sha256(canonicalJson(parts)).slice(0, 16)}`;
}

/** On the way of a request: a larger one is told apart by its headers alone. */
const identifiedBytesMax = 16 * 1024 * 1024;

function decodedBody({ headers, body }: RequestEvidence): Uint8Array | undefined {
  const decoded = decodeBody(headers, body, identifiedBytesMax);
  return decoded && decoded.length <= identifiedBytesMax ? decoded : undefined;
}

function objectIn(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
