// What rows share that keep conversations apart.
import type { PlayedExchange } from '../evidence.ts';
import { conversations } from '../reading/conversations.ts';
import { reasoningAnswered, reasoningIn } from '../reading/input-items.ts';
import { sentRequest } from '../reading/upstream-call.ts';
import type { Judgement } from '../row.ts';
import { eachSent, failIf, shown } from './findings.ts';
import { needing } from './needing.ts';

/**
 * No request holds reasoning that its own conversation was not answered.
 * @param other whose it is, for the failure
 */
export function reasoningIsOwn(exchanges: readonly PlayedExchange[], other: string): Judgement {
  return needing('reasoning', exchanges, () =>
    conversations(exchanges).flatMap((played) => {
      const own = new Set(played.flatMap(reasoningAnswered));
      return eachSent(played, (request, at) => {
        const foreign = reasoningIn(request).filter((content) => !own.has(content));
        return failIf(foreign.length > 0, at, `it holds reasoning of ${other}`);
      });
    }),
  );
}

/** The first requests of two conversations have different keys. */
export function keysDiffer(exchanges: readonly PlayedExchange[]): Judgement {
  return needing('key', exchanges, () => {
    const keys = conversations(exchanges).map((played) => {
      const [first] = played;
      return first === undefined ? undefined : sentRequest(first)?.prompt_cache_key;
    });
    const at = exchanges.at(-1);
    if (at === undefined || keys[0] === undefined) return [];
    return failIf(keys[0] === keys[1], at, `both sessions have the key ${shown(keys[0])}`);
  });
}
