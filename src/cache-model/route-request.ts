// Which machine serves a request. Caches are per machine, so this decides what can be cached at
// all. Order by peers' measurements on the Codex backend: turn state, `session-id` header, then
// what the vendor documents for its API (key, first tokens), which peers found to be a lottery
// there.

import { sha256 } from '../lib/sha256.ts';
import type { CacheModelParameters } from '../profiles/cache-model-parameters.ts';

export interface RoutingFacts {
  readonly sessionHeader: string | undefined;
  readonly promptCacheKey: string | undefined;
  /** Identifies the first 256 tokens. */
  readonly prefixFingerprint: string;
  /** Machine named by an echoed turn state; null: none. */
  readonly turnStateMachine: number | null;
}

export interface Route {
  readonly machine: number;
  /** What requests are counted by for the rate limit. */
  readonly key: string;
}

function machineOf(key: string, machines: number): number {
  return Number.parseInt(sha256(`route ${key}`).slice(0, 8), 16) % machines;
}

/** The session header, where it has a say. */
function routingHeader(
  { sessionHeader, promptCacheKey }: RoutingFacts,
  { session_header_routes, routing_with_both }: CacheModelParameters,
): string | undefined {
  const isOverruled = promptCacheKey && routing_with_both === 'key';
  return session_header_routes && !isOverruled ? sessionHeader : undefined;
}

/** @param draw uniform in [0, 1), used only for the lottery */
export function routeRequest(
  facts: RoutingFacts,
  parameters: CacheModelParameters,
  draw: () => number,
): Route {
  const { machines } = parameters;
  const { promptCacheKey, prefixFingerprint, turnStateMachine } = facts;
  const sessionHeader = routingHeader(facts, parameters);
  const isPair = promptCacheKey && parameters.routing_with_both === 'both';
  const key = sessionHeader
    ? `session ${sessionHeader}${isPair ? ` key ${promptCacheKey}` : ''}`
    : promptCacheKey
      ? `key ${promptCacheKey}`
      : `prefix ${prefixFingerprint}`;
  if (parameters.turn_state_routing && turnStateMachine !== null) {
    return { machine: turnStateMachine % machines, key };
  }
  const isSticky = sessionHeader !== undefined || parameters.routing_without_header === 'sticky';
  return { machine: isSticky ? machineOf(key, machines) : Math.floor(draw() * machines), key };
}
