// What of a prompt a cache of the Responses API holds already, and what it holds afterwards:
// implicit blocks (models before GPT-5.6), or only prefixes that end at a breakpoint (GPT-5.6 and
// later by the vendor's guide). The simulator's caches and an ideal cache follow the same rules.
import type { CacheRules } from '../profiles/cache-rules.ts';
import { firstConsidered, markedSegments } from './breakpoints.ts';
import { countableMarked, countableTokens, countLeadingBlocks } from './prefix-cache.ts';
import type { PromptChain } from './prompt-chains.ts';
import type { PromptSegment } from './render-prompt.ts';

export type MatchRules = Omit<CacheRules, 'framing' | 'idleMs' | 'missRate'>;

/** A prompt as a cache sees it. */
export interface MatchedPrompt {
  readonly chain: PromptChain;
  /** What the chain was made of: breakpoints stand at their ends. */
  readonly segments: readonly PromptSegment[];
}

export interface PromptMatch {
  readonly cachedTokens: number;
  /** null: not counted. */
  readonly writtenTokens: number | null;
  /**
   * Keys to hold once the response is generated.
   * @param whole the prompt with what was generated after it
   */
  keys(whole: PromptChain): readonly number[];
}

type Match = (
  prompt: MatchedPrompt,
  has: (key: number) => boolean,
  rules: MatchRules,
) => PromptMatch;

const matchBlocks: Match = ({ chain }, has, rules) => ({
  cachedTokens: countableTokens(
    // A hidden prefix of more than a step is whole blocks that no chain lists.
    Math.max(
      0,
      countLeadingBlocks(chain.blocks, has) * rules.step - (rules.hiddenPrefix % rules.step),
    ),
    rules,
  ),
  writtenTokens: null,
  keys: (whole) => (rules.outputs === 'full' ? whole : chain).blocks,
});

/**
 * The longest prefix that an earlier request marked, else nothing: no shorter one is tried block by
 * block.
 */
const matchBreakpoints: Match = ({ chain, segments }, has, rules) => {
  const from = firstConsidered(segments);
  const { ends } = chain;
  const found = ends.findLast(({ key }, index) => index >= from && has(key));
  const cached = countableMarked(found?.tokens ?? 0, rules);
  const marked = markedSegments(segments).flatMap((index) => ends[index] ?? []);
  const written = Math.max(0, countableMarked(marked.at(-1)?.tokens ?? 0, rules) - cached);
  return {
    cachedTokens: cached,
    writtenTokens: rules.writes === 'reported' ? written : 0,
    keys(whole) {
      const keys = marked.map(({ key }) => key);
      if (rules.outputs === 'full') keys.push(whole.end.key);
      // What was found stays fresh.
      return found === undefined ? keys : [...keys, found.key];
    },
  };
};

/** @param has whether the cache holds the prefix with this key */
export function matchPrompt(
  prompt: MatchedPrompt,
  has: (key: number) => boolean,
  rules: MatchRules,
): PromptMatch {
  return (rules.mode === 'implicit' ? matchBlocks : matchBreakpoints)(prompt, has, rules);
}
