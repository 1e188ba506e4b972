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

/** The call before sent what the request should have found. */
const leastBack = 2;
/**
 * Of the misses, those that go back one call more. Half of them find a prompt at most three calls
 * back, four of five one at most six calls back (gpt-5.5, 420 misses in the half of the sessions
 * that the calibration finds its rules on); the rest goes a little further than this says.
 */
const nextShare = 0.7;
/** Beyond, a miss finds the session's first prompt. */
const backMax = 20;

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
      const back = leastBack + Math.floor(Math.log(1 - random.next()) / Math.log(nextShare));
      const held = seen?.last.at(-back) ?? seen?.first;
      sessions.delete(key);
      sessions.set(key, {
        first: seen?.first ?? tokens,
        last: [...(seen?.last ?? []), tokens].slice(-backMax),
      });
      for (const oldest of sessions.keys()) {
        if (sessions.size <= memory_routing_keys) break;
        sessions.delete(oldest);
      }
      return isMiss ? Math.min(cached, countableTokens(held ?? cached, rules)) : cached;
    },
  };
}
