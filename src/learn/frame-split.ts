// The tokens around each item, apart: those of a tool result, and those of an answer that no
// counter of output has. Inside a user turn they are what a call's prompt grew by beside texts.
import type { Observation } from './framing-tokens.ts';
import { basisOf, confidenceOf, type LearnedRule, open, tooLittle } from './learned-rule.ts';

export interface FrameSplit {
  readonly result_frame_tokens: LearnedRule<number>;
  readonly answer_frame_tokens: LearnedRule<number>;
}

/** Above what any item was seen to have. */
const tokensMax = 40;
/** Share of calls, given to the token, below which neither number is claimed. */
const leastShare = 0.4;

/**
 * The two whole numbers that give most calls to the token. Where every call has as many results as
 * every other one, the two cannot be told apart, and the results get all of it.
 * @param observations calls behind answers whose calls were counted
 */
export function learnFrameSplit(observations: readonly Observation[]): FrameSplit {
  const counted = observations.flatMap((each) =>
    each.results === null || each.results === 0 ? [] : [{ ...each, results: each.results }],
  );
  const basis = basisOf(counted);
  const both = (rule: LearnedRule<number>): FrameSplit => ({
    result_frame_tokens: rule,
    answer_frame_tokens: rule,
  });
  const why = tooLittle(basis);
  if (why !== null) return both(open(basis, [why]));
  const found = fitSplit(counted);
  const share = found.exact / counted.length;
  const said = `${(share * 100).toFixed(1)}% of calls to the token`;
  if (share < leastShare) return both(open(basis, [`no two numbers give more than ${said}`]));
  const isSplit = new Set(counted.map(({ results }) => results)).size > 1;
  const against = isSplit ? [said] : [said, 'every call has as many results: not told apart'];
  const rule = (value: number): LearnedRule<number> => ({
    ...{ value, ...basis, interval: null },
    confidence: confidenceOf(basis, share),
    against,
  });
  return { result_frame_tokens: rule(found.result), answer_frame_tokens: rule(found.answer) };
}

function fitSplit(counted: readonly { readonly results: number; readonly tokens: number }[]) {
  const seen = new Map<string, number>();
  for (const { results, tokens } of counted) {
    const key = `${results} ${tokens}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
  }
  const resultCounts = [...new Set(counted.map(({ results }) => results))];
  let best = { result: 0, answer: 0, exact: -1 };
  // Of equal ones the first stays: no tokens of an answer where results explain as much.
  for (let answer = 0; answer <= tokensMax; answer++) {
    for (let result = 0; result <= tokensMax; result++) {
      let exact = 0;
      for (const results of resultCounts) {
        exact += seen.get(`${results} ${results * result + answer}`) ?? 0;
      }
      if (exact > best.exact) best = { result, answer, exact };
    }
  }
  return best;
}
