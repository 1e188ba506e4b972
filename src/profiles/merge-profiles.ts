// Two profiles as one: of each rule the better founded value, with what the other one says. The
// same comes out whichever is first.
import { HarnessError } from '../lib/harness-error.ts';
import { chooseRule } from './choose-rule.ts';
import { isOtherRule } from './is-other-rule.ts';
import type { ProfileFile, ProfileModel, ProfilePeriod, ProfileRule } from './profile-file.ts';
import { dayBefore, holdsAt, isShownAt } from './profile-times.ts';

/** A rule of which both profiles have settled another value. */
export interface Disagreement {
  readonly model: string;
  /** Since when both hold; null: from the start. */
  readonly from: string | null;
  readonly rule: string;
  readonly kept: RuleSide;
  readonly other: RuleSide;
  /** Why the one was kept, in words. */
  readonly why: string;
}

export interface RuleSide {
  readonly value: unknown;
  readonly source: string;
  readonly n: number;
  readonly confidence: ProfileRule['confidence'];
}

export interface MergedProfiles {
  readonly profile: ProfileFile;
  readonly disagreements: readonly Disagreement[];
}

/** Rules that mean something only together: all are taken from the side that has the first. */
const together: readonly (readonly string[])[] = [['cache_step', 'hidden_prefix_tokens']];

/** What the weaker label says is what can be said of both. */
const labels = ['simulated', 'documented', 'measured'] as const;

/** @throws HarnessError `usage` where the profiles name different backends */
export function assertOneBackend(
  one: Pick<ProfileFile, 'backend'>,
  other: Pick<ProfileFile, 'backend'>,
): void {
  if (one.backend === other.backend) return;
  if (one.backend === undefined || other.backend === undefined) return;
  throw new HarnessError(
    'usage',
    `one profile is of the backend ${one.backend}, the other of ${other.backend}`,
    'Merge profiles of one backend',
  );
}

/** @throws HarnessError `usage` where the profiles name different backends */
export function mergeProfiles(one: ProfileFile, other: ProfileFile): MergedProfiles {
  assertOneBackend(one, other);
  const backend = one.backend ?? other.backend;
  const disagreements: Disagreement[] = [];
  const names = [...new Set([...one.models, ...other.models].map(({ model }) => model))].sort();
  const models = names.map((model) => {
    const [own, others] = [findModel(one, model), findModel(other, model)];
    const starts = startsOf([...own.periods, ...others.periods]);
    return {
      model,
      periods: starts.map((from, index) => {
        const sides = {
          model,
          from,
          one: holdsAt(own.periods, from),
          other: holdsAt(others.periods, from),
        };
        const rules = mergeRules(sides, disagreements);
        return { from, to: endOf(sides, starts[index + 1]), rules };
      }),
    };
  });
  const label = labels.find((each) => [one.label, other.label].includes(each)) ?? 'simulated';
  const profile = { schema: 1 as const, ...(backend !== undefined && { backend }), label, models };
  return { profile, disagreements };
}

function findModel({ models }: ProfileFile, name: string): ProfileModel {
  return models.find(({ model }) => model === name) ?? { model: name, periods: [] };
}

/** Every time at which rules of a side begin, the earliest first; null is before all. */
function startsOf(periods: readonly ProfilePeriod[]): (string | null)[] {
  const starts = [...new Set(periods.map(({ from }) => from))];
  return starts.sort((a, b) => ((a ?? '') < (b ?? '') ? -1 : 1));
}

interface Sides {
  readonly model: string;
  readonly from: string | null;
  readonly one: ProfilePeriod | null;
  readonly other: ProfilePeriod | null;
}

/** Up to the last day that a side was seen on, and not into the period after. */
function endOf({ from, one, other }: Sides, next: string | null | undefined): string | null {
  const shown = [one, other].flatMap((side) =>
    side !== null && isShownAt(side, from) ? side : [],
  );
  if (shown.some(({ to }) => to === null)) return next == null ? null : dayBefore(next);
  const last =
    shown
      .map(({ to }) => to ?? '')
      .sort()
      .at(-1) ?? null;
  return next == null || last === null || last < next ? last : dayBefore(next);
}

function mergeRules(
  { model, from, one, other }: Sides,
  disagreements: Disagreement[],
): Record<string, ProfileRule> {
  const names = [...new Set([one, other].flatMap((side) => Object.keys(side?.rules ?? {})))];
  const rules: Record<string, ProfileRule> = {};
  for (const group of groupsOf(names)) {
    const choice = chooseRule(group, from, one, other);
    for (const name of group) {
      const [kept, left] = [choice.kept?.rules[name], choice.left?.rules[name]];
      const differs = isOtherRule(name, kept, left);
      if (kept !== undefined && left !== undefined && differs) {
        disagreements.push({
          model,
          from,
          rule: name,
          kept: sideOf(kept),
          other: sideOf(left),
          why: choice.why,
        });
      }
      const merged = withOther(kept, left, differs);
      if (merged !== undefined) rules[name] = merged;
    }
  }
  return rules;
}

/** Each name once, with those that go together. */
function groupsOf(names: readonly string[]): string[][] {
  const bound = together.map((group) => group.filter((name) => names.includes(name)));
  const single = names.filter((name) => !together.flat().includes(name)).map((name) => [name]);
  return [...bound.filter(({ length }) => length > 0), ...single];
}

function sideOf(rule: ProfileRule): RuleSide {
  const { value, n, confidence } = rule;
  return { value, source: sourceOf(rule), n, confidence };
}

const sourceOf = ({ source }: ProfileRule): string => source ?? 'a profile without sources';

/** The kept rule, and beside it what the other side said. */
function withOther(
  kept: ProfileRule | undefined,
  left: ProfileRule | undefined,
  differs: boolean,
): ProfileRule | undefined {
  if (kept === undefined || left === undefined) return kept ?? left;
  if (!differs) return kept;
  const said = `${sourceOf(left)}: ${String(left.value)} (n ${left.n}, ${left.confidence})`;
  return { ...kept, against: [...new Set([...(kept.against ?? []), said])] };
}
