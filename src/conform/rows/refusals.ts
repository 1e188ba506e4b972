// What rows about refused reasoning share.
import type { PlayedExchange } from '../evidence.ts';
import { blocksOf } from '../reading/client-answer.ts';
import { labelled } from '../reading/conversations.ts';
import type { Judgement } from '../row.ts';
import { failIf, shown } from './findings.ts';
import { needing } from './needing.ts';

/** Where reasoning was refused, the client got its answer, or an error at which it drops it. */
export function refusalIsSurvived(exchanges: readonly PlayedExchange[]): Judgement {
  return needing('refusal', exchanges, () =>
    labelled(exchanges, 'refused').flatMap((exchange) => {
      if (blocksOf(exchange) !== null) return [];
      const told = exchange.status === 400 && /signature|thinking/i.test(exchange.text);
      return failIf(!told, exchange, `the client got ${exchange.status}: ${shown(exchange.text)}`);
    }),
  );
}
