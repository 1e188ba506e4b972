// How long an unused prefix stays in the cache: the idle time that best tells hits from misses.

import { createSeededRandom } from '../lib/seeded-random.ts';
import { quantile } from '../stats/descriptive.ts';
import { type CountingRules, expectedCount } from './expected-count.ts';
import {
  basisOf,
  confidenceOf,
  type LearnedRule,
  open,
  percent,
  tooLittle,
} from './learned-rule.ts';
import type { LinkedCall } from './link-calls.ts';

export interface LearnedLifetime extends LearnedRule<number> {
  /** Share of hits by idle time. */
  readonly hits_by_idle: readonly {
    readonly from_seconds: number;
    readonly to_seconds: number | null;
    readonly n: number;
    readonly hit: number;
  }[];
}

const minute = 60;
const borders = [0, 1, 5, 10, 20, 30, 60, 240].map((minutes) => minutes * minute);
/** Shorter pauses are everyday misses, not eviction. */
const idleSecondsMin = minute;
/** Pauses that are needed on either side of the border. */
const eachSideMin = 3;
/** The share of hits must fall by so much at the border. */
const fallMin = 0.4;
/**
 * How much more likely two shares must be than one, as a logarithm: the border was searched for.
 */
const evidenceMin = 6;
const draws = 200;

interface Pause {
  readonly sessionKey: string;
  readonly source: string;
  readonly seconds: number;
  readonly isHit: boolean;
}

/** @param rules null: the counting rule is open, and so is this */
export function learnIdleLifetime(
  linked: readonly LinkedCall[],
  rules: CountingRules | null,
): LearnedLifetime {
  const pauses = rules === null ? [] : linked.flatMap((each) => toPause(each, rules) ?? []);
  const hits_by_idle = byIdle(pauses);
  const long = pauses.filter(({ seconds }) => seconds >= idleSecondsMin);
  const basis = basisOf(long);
  const why = rules === null ? 'the rule of counting is open' : tooLittle(basis);
  if (why !== null)
    return { ...open<number>(basis, [`pauses over a minute: ${why}`]), hits_by_idle };
  const found = findBorder(long);
  if (found === null || found.fall < fallMin || found.evidence < evidenceMin) {
    const reason =
      found === null
        ? 'too few pauses on either side of any border'
        : `hits fall by ${percent(found.fall)} at the best border, evidence ${found.evidence.toFixed(1)}`;
    return { ...open<number>(basis, [reason]), hits_by_idle };
  }
  const wrong = long.filter(({ seconds, isHit }) => seconds < found.seconds !== isHit).length;
  return {
    value: Math.round(found.seconds * 1000),
    ...basis,
    interval: resample(long),
    confidence: confidenceOf(basis, 1 - wrong / long.length),
    against: wrong === 0 ? [] : [`${percent(wrong / long.length)} of pauses are on the other side`],
    hits_by_idle,
  };
}

function toPause(linked: LinkedCall, rules: CountingRules): Pause | null {
  const { call, sessionKey, source } = linked;
  const expected = expectedCount(linked, rules);
  if (expected === null || expected === 0 || call.cachedTokens === null) return null;
  if (call.idleSeconds === null) return null;
  const isHit = call.cachedTokens >= expected - rules.count.step;
  return { sessionKey, source, seconds: call.idleSeconds, isHit };
}

function byIdle(pauses: readonly Pause[]): LearnedLifetime['hits_by_idle'] {
  return borders.flatMap((from, index) => {
    const to = borders[index + 1] ?? null;
    const own = pauses.filter(({ seconds }) => seconds >= from && (to === null || seconds < to));
    if (own.length === 0) return [];
    const hit = own.filter(({ isHit }) => isHit).length / own.length;
    return [{ from_seconds: from, to_seconds: to, n: own.length, hit }];
  });
}

interface Border {
  readonly seconds: number;
  /** Share of hits below, less the share above. */
  readonly fall: number;
  /** Logarithm of how much likelier two shares are than one. */
  readonly evidence: number;
}

/** The border that makes hits and misses most likely, if each side has its own share of hits. */
function findBorder(pauses: readonly Pause[]): Border | null {
  const sorted = [...pauses].sort((a, b) => a.seconds - b.seconds);
  const hits = sorted.filter(({ isHit }) => isHit).length;
  const one = logLikelihood(hits, sorted.length);
  let below = 0;
  let best: Border | null = null;
  for (const [at, pause] of sorted.entries()) {
    if (pause.isHit) below++;
    const next = sorted[at + 1]?.seconds;
    const before = at + 1;
    const after = sorted.length - before;
    if (next === undefined || next === pause.seconds) continue;
    if (before < eachSideMin || after < eachSideMin) continue;
    const fall = below / before - (hits - below) / after;
    const evidence = logLikelihood(below, before) + logLikelihood(hits - below, after) - one;
    if (fall <= 0 || evidence <= (best?.evidence ?? Number.NEGATIVE_INFINITY)) continue;
    best = { seconds: Math.sqrt(Math.max(1, pause.seconds) * next), fall, evidence };
  }
  return best;
}

/** Of so many hits, at the share that makes them likeliest. */
function logLikelihood(hits: number, tries: number): number {
  const share = hits / tries;
  const part = (count: number, p: number): number => (count === 0 ? 0 : count * Math.log(p));
  return part(hits, share) + part(tries - hits, 1 - share);
}

function resample(pauses: readonly Pause[]): LearnedLifetime['interval'] {
  const sessions = [...Map.groupBy(pauses, ({ sessionKey }) => sessionKey).values()];
  if (sessions.length < 3) return null;
  const random = createSeededRandom('learn/idle-lifetime');
  const found = Array.from({ length: draws }, () =>
    findBorder(sessions.flatMap(() => sessions[random.integer(sessions.length)] ?? [])),
  ).flatMap((border) => (border === null ? [] : [border.seconds * 1000]));
  const low = quantile(found, 0.025);
  const high = quantile(found, 0.975);
  return low === null || high === null ? null : { low: Math.round(low), high: Math.round(high) };
}
