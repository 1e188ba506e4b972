// The laws that `check` holds our own translation to, on what another gateway sent.
import type { Invariant, InvariantCall } from '../../check/invariants/invariant.ts';
import type { JsonObject } from '../../lib/json.ts';
import { defaultCacheModelParameters } from '../../profiles/cache-model-parameters.ts';
import type { PlayedExchange } from '../evidence.ts';
import type { Failure, JudgeTools } from '../row.ts';
import { conversations } from './conversations.ts';
import { lastCall, requestOf } from './upstream-call.ts';

/**
 * Judges every conversation by one invariant; an exchange that reached no upstream is left out.
 * @param sourceOf what the invariant is to take for the client's request
 */
export function holds(
  { check }: Invariant,
  exchanges: readonly PlayedExchange[],
  { tokenizer }: JudgeTools,
  sourceOf: (exchange: PlayedExchange) => JsonObject = ({ sent }) => sent.body,
): Failure[] {
  return conversations(exchanges).flatMap((played) => {
    const byNumber = new Map<string, PlayedExchange>();
    const turns = played.flatMap((exchange, index): InvariantCall[] => {
      const call = lastCall(exchange);
      const request = call === undefined ? null : requestOf(call);
      if (call === undefined || request === null) return [];
      const number = String(index + 1).padStart(2, '0');
      byNumber.set(number, exchange);
      return [{ number, source: sourceOf(exchange), request, headers: call.headers }];
    });
    return check({ turns, tokenizer, parameters: defaultCacheModelParameters }).flatMap(
      ({ turn, pointer, detail }) => {
        const at = byNumber.get(turn);
        return at === undefined ? [] : [{ detail: `${pointer} ${detail}`.trim(), at }];
      },
    );
  });
}
