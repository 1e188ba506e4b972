import type { SessionDescriptor } from '../../domain/session.ts';
import { sha256 } from '../../lib/sha256.ts';

/** @param identify may throw on what nobody thought of; recording goes on */
export function identifySafely(
  identify: () => SessionDescriptor,
  exchangeId: string,
): SessionDescriptor {
  try {
    return identify();
  } catch {
    return unknownSession(exchangeId);
  }
}

/**
 * Of a request that could not be looked at, a defect: it is kept as a session of its own.
 * @param exchangeId of the request
 */
function unknownSession(exchangeId: string): SessionDescriptor {
  const unnamed = { client: 'other', clientSessionId: null, agentId: null, parent: null } as const;
  const id = `s_${sha256(exchangeId).slice(0, 16)}`;
  return { ...unnamed, id, side: 'client', kind: 'other' };
}
