// Which of two profiles' values of a rule is kept, and why.
import { isSettled, type ProfilePeriod, type ProfileRule } from './profile-file.ts';
import { isShownAt } from './profile-times.ts';

export interface ChosenRule {
  readonly kept: ProfilePeriod | null;
  readonly left: ProfilePeriod | null;
  /** In words, for who reads the disagreement. */
  readonly why: string;
}

const ranks = { none: 0, low: 1, medium: 2, high: 3 } as const;

/** How well a side's value is founded; a reason comes before those below it. */
interface Strength {
  readonly settled: number;
  /** Seen at that time, by more than a few observations: a later change counts. */
  readonly newer: number;
  readonly confidence: number;
  readonly n: number;
}

const reasons: Record<keyof Strength, string> = {
  settled: 'the other one is open',
  newer: 'it was seen later, with at least medium confidence',
  confidence: 'its confidence is higher',
  n: 'it rests on more observations',
};

/**
 * @param names rules that are taken from one side; the first one that a side has decides
 * @param from where the period begins in which both hold
 */
export function chooseRule(
  names: readonly string[],
  from: string | null,
  one: ProfilePeriod | null,
  other: ProfilePeriod | null,
): ChosenRule {
  const rule = (side: ProfilePeriod | null): ProfileRule | undefined =>
    names.map((name) => side?.rules[name]).find((each) => each !== undefined);
  const [first, second] = [strengthOf(rule(one), one, from), strengthOf(rule(other), other, from)];
  const decisive = (Object.keys(reasons) as (keyof Strength)[]).find(
    (key) => first[key] !== second[key],
  );
  if (decisive !== undefined) {
    const [kept, left] = first[decisive] > second[decisive] ? [one, other] : [other, one];
    return { kept, left, why: reasons[decisive] };
  }
  // Nothing speaks for either: the text decides, so that the order of the files does not.
  const texts = [one, other].map((side) => JSON.stringify(names.map((name) => side?.rules[name])));
  const isFirst = (texts[0] ?? '') <= (texts[1] ?? '');
  const [kept, left] = isFirst ? [one, other] : [other, one];
  return { kept, left, why: 'nothing speaks for one of them' };
}

function strengthOf(
  rule: ProfileRule | undefined,
  side: ProfilePeriod | null,
  from: string | null,
): Strength {
  if (rule === undefined || side === null) return { settled: -1, newer: 0, confidence: 0, n: 0 };
  const confidence = ranks[rule.confidence];
  const isNewer = isShownAt(side, from) && confidence >= ranks.medium;
  return {
    settled: isSettled(rule) ? 1 : 0,
    newer: isNewer ? 1 : 0,
    confidence,
    n: rule.n,
  };
}
