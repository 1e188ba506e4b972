// A request whose session cannot be found, because of a defect, is recorded all the same.
import type { SessionDescriptor } from '../../domain/session.ts';
import { sha256 } from '../../lib/sha256.ts';

/** @param identify may throw on unexpected input */
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

/** A session for this request alone. */
function unknownSession(exchangeId: string): SessionDescriptor {
  const unnamed = { client: 'other', clientSessionId: null, agentId: null, parent: null } as const;
  const id = `s_${sha256(exchangeId).slice(0, 16)}`;
  return { ...unnamed, id, side: 'client', kind: 'other' };
}
