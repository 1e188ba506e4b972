// What of a prompt a machine holds already, and what it holds afterwards: implicit blocks (models
// before GPT-5.6), or only prefixes that end at a breakpoint (GPT-5.6 and later by the vendor's guide).
import { cachedTokens } from '../../cache-model/prefix-cache.ts';
import type { PromptChain } from '../../cache-model/prompt-chains.ts';
import type { SimulatorParameters } from '../../profiles/simulator-parameters.ts';
import type { MachineCache } from './machine-cache.ts';

export interface PromptMatch {
  readonly cachedTokens: number;
  /** null: not counted. */
  readonly writtenTokens: number | null;
  /** Keys to hold once the response is generated. */
  keys(prompt: PromptChain, whole: PromptChain): readonly number[];
}

type MatchPrompt = (
  prompt: PromptChain,
  cache: MachineCache,
  parameters: SimulatorParameters,
  nowMs: number,
) => PromptMatch;

/** Breakpoints that one request may write (vendor guide); the earliest are dropped. */
const breakpointsMax = 4;

export const matchBlocks: MatchPrompt = (prompt, cache, parameters, nowMs) => {
  const { cache_quantum, cache_minimum, cache_outputs } = parameters;
  return {
    cachedTokens: cachedTokens(cache.match(prompt.blocks, nowMs), cache_quantum, cache_minimum),
    writtenTokens: null,
    keys: (held, whole) => (cache_outputs === 'full' ? whole : held).blocks,
  };
};

/**
 * The longest prefix that an earlier request marked, else nothing: no shorter one is tried block by
 * block. The end of the latest item is marked by the backend itself.
 */
export const matchBreakpoints: MatchPrompt = (prompt, cache, parameters, nowMs) => {
  const { cache_quantum, cache_minimum, cache_outputs, cache_writes } = parameters;
  const countable = (tokens: number): number => {
    const whole = Math.floor(tokens / cache_quantum) * cache_quantum;
    return whole < cache_minimum ? 0 : whole;
  };
  const found = prompt.ends.findLast(({ key }) => cache.holds(key, nowMs));
  const cached = found === undefined ? 0 : countable(found.tokens);
  const marked = prompt.ends
    .filter(({ isMarked }, index) => isMarked || index === prompt.ends.length - 1)
    .slice(-breakpointsMax);
  const written = Math.max(0, countable(marked.at(-1)?.tokens ?? 0) - cached);
  return {
    cachedTokens: cached,
    writtenTokens: cache_writes === 'reported' ? written : 0,
    keys: (_held, whole) => {
      const keys = marked.map(({ key }) => key);
      const last = whole.ends.at(-1);
      if (cache_outputs === 'full' && last !== undefined) keys.push(last.key);
      // What was found stays fresh.
      return found === undefined ? keys : [...keys, found.key];
    },
  };
};
