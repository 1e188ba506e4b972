// Rows about something that a gateway may not do at all: then they do not apply, and do not pass.
import { findHeader } from '../../lib/header-list.ts';
import type { PlayedExchange, UpstreamCall } from '../evidence.ts';
import { itemsOf } from '../reading/input-items.ts';
import { requestOf } from '../reading/upstream-call.ts';
import type { Judgement } from '../row.ts';

interface Need {
  /** Why the row does not apply where no request has it. */
  readonly reason: string;
  isIn(call: UpstreamCall): boolean;
}

const needs = {
  key: {
    reason: 'the gateway sends no `prompt_cache_key`',
    isIn: (call) => Boolean(requestOf(call)?.prompt_cache_key),
  },
  header: {
    reason: 'the gateway sends no `session-id` header',
    isIn: ({ headers }) => findHeader(headers, 'session-id') !== undefined,
  },
  reasoning: {
    reason: 'the gateway sends no reasoning back',
    isIn: (call) => {
      const request = requestOf(call);
      return request !== null && itemsOf(request, 'reasoning').length > 0;
    },
  },
  refusal: {
    reason: 'the gateway sends no reasoning that could be refused',
    isIn: ({ fault }) => fault !== 'none',
  },
} as const satisfies Readonly<Record<string, Need>>;

/** The judgement, where at least one request of these exchanges has what is judged. */
export function needing(
  what: keyof typeof needs,
  exchanges: readonly PlayedExchange[],
  judge: () => Judgement,
): Judgement {
  const { reason, isIn }: Need = needs[what];
  const isThere = exchanges.some(({ upstream }) => upstream.some(isIn));
  return isThere ? judge() : { notApplicable: reason };
}
