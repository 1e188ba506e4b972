// What laws ask of a carrier, so that none is named in them.
import { type CarrierName, carriers } from './registry.ts';

/**
 * True when the client's own history carries reasoning: it is there whatever a store has forgotten.
 */
export function travelsInHistory(name: CarrierName): boolean {
  const reasoning = { id: null, encryptedContent: 'gAAAA', summary: [] };
  return carriers[name].seal(reasoning, { account: 'a', model: 'm', secret: null }) !== null;
}
