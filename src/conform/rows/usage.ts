// What rows about token counts share.
import type { TokenUsage } from '../../domain/token-usage.ts';
import type { PlayedExchange } from '../evidence.ts';
import { blocksOf, clientUsage } from '../reading/client-answer.ts';
import { lastCall, usageOf } from '../reading/upstream-call.ts';
import type { Failure } from '../row.ts';
import { failIf } from './findings.ts';

/**
 * The client is told what the upstream counted, in every whole answer.
 * @param what of the upstream's number, for the failure
 */
export function countIsTold(
  exchanges: readonly PlayedExchange[],
  count: keyof TokenUsage,
  what: string,
): Failure[] {
  return exchanges.flatMap((exchange) => {
    const call = lastCall(exchange);
    const gave = call === undefined ? null : usageOf(call);
    if (gave === null || blocksOf(exchange) === null) return [];
    const told = clientUsage(exchange)[count];
    const detail = `${gave[count]} ${what} upstream, the client is told ${told}`;
    return failIf(told !== gave[count], exchange, detail);
  });
}
