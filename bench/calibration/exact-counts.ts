// Cached counts of real calls, predicted to the token: rules found on one half of the sessions
// predict the counts of the other half, and the shipped profile predicts them too.
import type { UsageCall } from '../../src/domain/usage-call.ts';
import { learnCacheRules } from '../../src/learn/cache-rules.ts';
import { learnContextRule } from '../../src/learn/context-rule.ts';
import type { CountingRules } from '../../src/learn/expected-count.ts';
import { groupSessions, type LinkedCall, linkCalls } from '../../src/learn/link-calls.ts';
import { type PredictedShare, predictedShare } from '../../src/learn/predicted-share.ts';
import { defaultCacheModelParameters } from '../../src/profiles/cache-model-parameters.ts';
import { cacheRulesOf, periodOf } from '../../src/profiles/cache-rules.ts';
import { contextNameOf } from '../../src/profiles/model-profiles.ts';
import { isHeldOut } from './real-calls.ts';

export interface ExactCounts {
  /** Name of the shipped profile's period that holds for these calls. */
  readonly profile: string;
  readonly model: string;
  /** Sessions in each half. */
  readonly fittedSessions: number;
  readonly heldOutSessions: number;
  /** What the fitted half says; null: too little, or nothing fits. */
  readonly fitted: CountingRules | null;
  /** On the other half, inside user turns. */
  readonly byFitted: PredictedShare | null;
  /** The shipped profile on the same calls, inside user turns and at their beginning. */
  readonly byProfile: PredictedShare | null;
  readonly byProfileAtUserTurns: PredictedShare | null;
}

/** Calls of a model and period below which a half says little. */
const leastCalls = 100;

const sessionsOf = (calls: readonly LinkedCall[]): number =>
  new Set(calls.map(({ sessionKey }) => sessionKey)).size;

/** @param calls of any models and months */
export function exactCounts(calls: readonly UsageCall[]): ExactCounts[] {
  const linked = groupSessions(calls).flatMap(linkCalls);
  const parts = Map.groupBy(linked, ({ call }) => {
    const parameters = { ...defaultCacheModelParameters, profile_date: call.month ?? '' };
    return `${call.model}\n${periodOf(call.model, parameters).name}`;
  });
  return [...parts]
    .filter(([, own]) => own.length >= leastCalls)
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([key, own]) => {
      const [model = '', profile = ''] = key.split('\n');
      return countPart(model, profile, own);
    });
}

function countPart(model: string, profile: string, linked: readonly LinkedCall[]): ExactCounts {
  const heldOut = linked.filter(({ sessionKey }) => isHeldOut(sessionKey));
  const fittedOn = linked.filter(({ sessionKey }) => !isHeldOut(sessionKey));
  const { count } = learnCacheRules(fittedOn);
  const fitted = count === null ? null : { count, contextRule: learnContextRule(fittedOn).value };
  const month = linked[0]?.call.month ?? '';
  const parameters = { ...defaultCacheModelParameters, profile_date: month };
  const { step, hiddenPrefix, quantum, imageShare, outputs } = cacheRulesOf(model, parameters);
  const shipped: CountingRules = {
    count: { step, hiddenPrefix, quantum, imageShare, outputs, exactShare: 1 },
    contextRule: contextNameOf({ model }, parameters),
  };
  return {
    ...{ profile, model, fitted },
    fittedSessions: sessionsOf(fittedOn),
    heldOutSessions: sessionsOf(heldOut),
    byFitted: fitted === null ? null : predictedShare(heldOut, fitted, 'in-turn'),
    byProfile: predictedShare(heldOut, shipped, 'in-turn'),
    byProfileAtUserTurns: predictedShare(heldOut, shipped, 'user-turn'),
  };
}

const share = (predicted: PredictedShare | null): string =>
  predicted === null ? 'open' : `${(predicted.exact * 100).toFixed(1)}%`;

function interval(predicted: PredictedShare | null): string {
  if (predicted?.interval == null) return '';
  const { low, high } = predicted.interval;
  return `${(low * 100).toFixed(1)}% to ${(high * 100).toFixed(1)}%`;
}

function rules({ fitted }: ExactCounts): string {
  if (fitted === null) return 'open';
  const { step, hiddenPrefix, outputs, imageShare } = fitted.count;
  const images = imageShare === undefined ? '' : `, images ${(imageShare * 100).toFixed(1)}%`;
  return `${step}, ${hiddenPrefix}, ${outputs}${images}`;
}

/** The table of the report. */
export function renderExactCounts(rows: readonly ExactCounts[]): string {
  return [
    '## Cached counts of real calls, to the token',
    '',
    'From the committed counters (`evidence/calls.csv.zst`). Sessions were split in two halves by a hash of their number. Step, hidden prefix, whether outputs are cached, and how much of an image the cache counts (where enough calls follow one) were found on the first half alone; they then predict every cached count of the second half (measured counts, computed prediction). The profile was made from all sessions. A call that finds less than its session sent before is a miss, and no rule predicts it.',
    '',
    '| model | profile | sessions (found on, predicted) | found: step, hidden, outputs | calls | predicted | interval (95%) | by the profile | at user turns | a step or more short |',
    '| --- | --- | ---: | --- | ---: | ---: | --- | ---: | ---: | ---: |',
    ...rows.map((row) => {
      const of = row.byFitted ?? row.byProfile;
      const cells = [
        ...[row.model, row.profile, `${row.fittedSessions}, ${row.heldOutSessions}`, rules(row)],
        ...[`${of?.calls ?? 0}`, share(row.byFitted), interval(row.byFitted)],
        ...[share(row.byProfile), share(row.byProfileAtUserTurns)],
        row.byProfile === null ? '' : `${(row.byProfile.short * 100).toFixed(1)}%`,
      ];
      return `| ${cells.join(' | ')} |`;
    }),
    '',
  ].join('\n');
}
