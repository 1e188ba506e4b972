// How much of an image's input tokens its place in the cache has. With images in a history the
// counts of all later calls lie lower than the steps say: the share that explains most of them to
// the token is it.
import { countCached } from '../cache-model/cached-count.ts';
import { clusteredShareInterval } from '../stats/clustered.ts';
import { countBySession } from './count-by-session.ts';
import type { CountedCall } from './fit-cached-count.ts';
import { uncachedImageTokens } from './image-tokens.ts';
import type { LearnedCount } from './learned-count.ts';
import {
  basisOf,
  confidenceOf,
  type LearnedRule,
  level,
  open,
  percent,
  tooLittle,
} from './learned-rule.ts';

/** Shares are tried in steps of a thousandth, down to a half. */
const finest = 1000;
/** By so much a share must predict more than that images count in full. */
const marginMin = 0.05;

/** The same call as if its images had only the tokens that their place in the cache has. */
export function withoutImages(call: CountedCall, imageShare: number): CountedCall {
  const { none, full } = call.prefix;
  const rule = { step: 1, hiddenPrefix: 0, quantum: 1, imageShare };
  const uncached = uncachedImageTokens(call.imageTokens, rule);
  return { ...call, prefix: { none: none - uncached, full: full - uncached } };
}

/** @param count the rule of calls without images */
export function learnImageShare(
  counted: readonly CountedCall[],
  count: LearnedCount,
): LearnedRule<number> {
  const calls = counted.filter(({ imageTokens }) => imageTokens > 0);
  const basis = basisOf(calls);
  const why = tooLittle(basis);
  if (why !== null) return open(basis, [why]);
  const isExact = (call: CountedCall, share: number): boolean =>
    countCached(withoutImages(call, share).prefix[count.outputs], count) === call.cached;
  const shares = Array.from({ length: finest / 2 + 1 }, (_, index) => (finest - index) / finest);
  const exact = shares.map((share) => calls.filter((call) => isExact(call, share)).length);
  const most = exact.reduce((best, own) => Math.max(best, own), 0);
  const inFull = exact[0] ?? 0;
  const found = shares.filter((_, index) => exact[index] === most);
  const value = found[Math.floor(found.length / 2)] ?? 1;
  const seen = `predicted to the token: ${percent(most / calls.length)} with a share of ${value}, ${percent(inFull / calls.length)} in full`;
  if (most - inFull < marginMin * calls.length) return open(basis, [seen]);
  return {
    value,
    ...basis,
    interval: clusteredShareInterval(
      countBySession(calls, (call) => isExact(call, value)),
      level,
    ),
    confidence: confidenceOf(basis, most / calls.length),
    against: [seen],
  };
}
