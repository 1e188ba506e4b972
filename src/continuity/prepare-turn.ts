// What every attempt of one turn shares, computed once when the turn is opened and passed on: whose
// turn it is, where its reasoning belongs, and how reasoning travels.

import type { CarrierContext, ReasoningCarrier } from '../carriers/carrier.ts';
import { carriers } from '../carriers/registry.ts';
import type { TranslationInput } from '../domain/translation.ts';
import { createHistoryAnchors, type HistoryAnchors } from './anchors.ts';
import { deriveSessionKey, deriveStateKey } from './session-key.ts';

export interface PreparedTurn {
  readonly input: TranslationInput;
  /** The model that is asked for upstream. */
  readonly model: string;
  /** Routes the request to a cache, see `deriveSessionKey`. */
  readonly sessionKey: string;
  /** Key of the session's state. */
  readonly stateKey: string;
  readonly anchors: HistoryAnchors;
  readonly carrier: ReasoningCarrier;
  /** What this request's reasoning is bound to. */
  readonly carrierContext: CarrierContext;
}

/** @param input never changed afterwards */
export function prepareTurn(input: TranslationInput): PreparedTurn {
  const { request, headers, options, caller } = input;
  const account = caller === undefined ? input.account : `${input.account}\n${caller}`;
  const model = input.upstreamModel ?? request.model;
  const sessionKey = deriveSessionKey(headers, request, model, caller);
  return {
    input,
    model,
    sessionKey,
    stateKey: deriveStateKey(account, sessionKey),
    anchors: createHistoryAnchors(request.messages),
    carrier: carriers[options.reasoning_carrier],
    carrierContext: { account, model, secret: input.envelopeSecret ?? null },
  };
}
