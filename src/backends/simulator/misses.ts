// Misses that no rule explains: now and then a request finds less than its cache holds. On real
// sessions (reports/evidence.md) what is found then is never nothing: it is an earlier prompt of
// the same session, or the beginning that the session shares with others.
import { countableTokens } from '../../cache-model/prefix-cache.ts';
import type { SeededRandom } from '../../lib/seeded-random.ts';
import type { CacheRules } from '../../profiles/cache-rules.ts';
import type { SimulatorParameters } from '../../profiles/simulator-parameters.ts';

export interface Misses {
  /**
   * What of the cached tokens this request finds. Notes its prompt.
   * @param key of its session: what it is routed by
   * @param tokens of its prompt
   * @param cached tokens that its cache holds
   */
  apply(key: string, tokens: number, cached: number, rules: CacheRules): number;
}

/** Of the misses, those that find an earlier prompt; the others find the session's first one. */
const earlierShare = 0.58;
/** How many calls back that prompt was, in the median. */
const callsBack = 3;

interface Seen {
  readonly first: number;
  /** Tokens of the last prompts, the newest last. */
  readonly last: number[];
}

/** Nothing is drawn where nothing ever misses. Of the sessions, the oldest is forgotten. */
export function createMisses(
  { memory_routing_keys }: Pick<SimulatorParameters, 'memory_routing_keys'>,
  random: SeededRandom,
): Misses {
  const sessions = new Map<string, Seen>();
  return {
    apply(key, tokens, cached, rules) {
      if (rules.missRate === 0) return cached;
      const seen = sessions.get(key);
      const isMiss = random.next() < rules.missRate;
      const findsEarlier = random.next() < earlierShare;
      const held = findsEarlier ? (seen?.last.at(-callsBack) ?? seen?.first) : seen?.first;
      sessions.delete(key);
      sessions.set(key, {
        first: seen?.first ?? tokens,
        last: [...(seen?.last ?? []), tokens].slice(-callsBack),
      });
      for (const oldest of sessions.keys()) {
        if (sessions.size <= memory_routing_keys) break;
        sessions.delete(oldest);
      }
      return isMiss ? Math.min(cached, countableTokens(held ?? cached, rules)) : cached;
    },
  };
}
