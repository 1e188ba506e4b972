import type { TranslationInput } from '../domain/translation.ts';
import { sha256 } from '../lib/sha256.ts';
import { identifySession, type SessionIdentity } from './session-identity.ts';

/** Of inputs that are still alive: one translation asks several times, and hashing takes longest. */
const identities = new WeakMap<TranslationInput, SessionIdentity>();

/** The identity of a request's session as the upstream sees it: its model is the upstream's. */
export function upstreamIdentity(input: TranslationInput): SessionIdentity {
  const known = identities.get(input);
  if (known !== undefined) return known;
  const identity = identify(input);
  identities.set(input, identity);
  return identity;
}

function identify(input: TranslationInput): SessionIdentity {
  const model = upstreamModel(input);
  return identifySession(
    input.headers,
    model === input.request.model ? input.request : { ...input.request, model },
  );
}

/** The model that is asked for upstream. */
export function upstreamModel(input: TranslationInput): string {
  return input.upstreamModel ?? input.request.model;
}

/**
 * Key of a session's state. The account is part of it: reasoning never crosses accounts. So is the
 * model, by the identity: it never crosses models either.
 */
export function stateKeyOf(account: string, identity: SessionIdentity): string {
  return sha256(`${account}\n${identity.key}`).slice(0, 40);
}
