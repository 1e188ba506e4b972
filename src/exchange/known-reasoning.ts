// How much the model reasoned in the calls of a recorded session. The client's side does not say.
import type { Exchange } from '../domain/exchange.ts';
import { exchangeUsage } from './usage.ts';

/** A client's exchange, and the upstream exchange whose answer it got; null: not recorded. */
export interface AnsweredCall {
  readonly client: Pick<Exchange, 'id'>;
  readonly upstream: Exchange | null;
}

/** Reasoning tokens of the calls whose answer reports them, by the client's exchange id. */
export function knownReasoning(calls: Iterable<AnsweredCall>): Map<string, number> {
  const known = new Map<string, number>();
  for (const { client, upstream } of calls) {
    const tokens = upstream && exchangeUsage(upstream)?.reasoningTokens;
    if (typeof tokens === 'number') known.set(client.id, tokens);
  }
  return known;
}
