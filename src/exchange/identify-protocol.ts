// Which protocol a request speaks, and what its path is for. The path decides, not the client that
// sent it: several clients speak either protocol. The body is not asked, because an error has to be
// answered in the right shape before a body has arrived, and because a Chat Completions body looks
// like Anthropic's.
import type { Protocol } from '../wire/protocol.ts';

export type EndpointPurpose =
  | 'model-call'
  | 'count-tokens'
  | 'probe' // lists and health checks: nothing is asked of a model
  | 'other';

interface Endpoint {
  readonly path: RegExp;
  readonly protocol: Protocol;
  readonly purpose: EndpointPurpose;
}

/**
 * First match wins. Paths are known by how they end: gateways and vendors put their own prefixes
 * in front (`/v1`, `/backend-api/codex`, `/openai`).
 */
const endpoints: readonly Endpoint[] = [
  { path: /\/messages\/?$/, protocol: 'anthropic', purpose: 'model-call' },
  { path: /\/messages\/count_tokens\/?$/, protocol: 'anthropic', purpose: 'count-tokens' },
  { path: /\/messages\//, protocol: 'anthropic', purpose: 'other' },
  { path: /^\/(api\/hello)?$/, protocol: 'anthropic', purpose: 'probe' },
  { path: /\/responses\/?$/, protocol: 'responses', purpose: 'model-call' },
  { path: /\/responses\//, protocol: 'responses', purpose: 'other' },
  // Both vendors have one; the recorder forwards it to OpenAI's.
  { path: /\/models(\/|$)/, protocol: 'responses', purpose: 'probe' },
  { path: /^\/backend-api\//, protocol: 'responses', purpose: 'other' },
];

function findEndpoint(target: string): Endpoint | undefined {
  const path = target.split('?')[0] ?? '';
  return endpoints.find((endpoint) => endpoint.path.test(path));
}

/** @param target path with query. @returns null: a path of neither protocol */
export function identifyProtocol(target: string): Protocol | null {
  return findEndpoint(target)?.protocol ?? null;
}

/**
 * What a request is for, as far as its path and method tell. A model is called by POST alone: a GET
 * of the same path opens a WebSocket, whose calls are recorded as the POSTs that they replace.
 */
export function identifyPurpose(method: string, target: string): EndpointPurpose {
  if (method === 'HEAD') return 'probe';
  const purpose = findEndpoint(target)?.purpose ?? 'other';
  return purpose === 'model-call' && method !== 'POST' ? 'other' : purpose;
}

/** The protocol of a model call; null: the exchange is not one. */
export function findCallProtocol(exchange: { method: string; target: string }): Protocol | null {
  const { method, target } = exchange;
  return identifyPurpose(method, target) === 'model-call' ? identifyProtocol(target) : null;
}
