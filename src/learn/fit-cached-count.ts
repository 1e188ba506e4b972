// Finds the rule by which a backend counts cached tokens: every step and every hidden prefix is
// tried on calls inside a user turn, whose prompt continues the one before, and the one that
// predicts the most counts to the token wins.
import { type CachedCountRule, countCached } from '../cache-model/cached-count.ts';
import { createSeededRandom } from '../lib/seeded-random.ts';
import { quantile } from '../stats/descriptive.ts';
import type { Interval } from '../stats/paired-t.ts';
import type { ContextRuleName } from './context-rule-name.ts';
import type { LinkedCall } from './link-calls.ts';

/** What a cache may hold of a session before a call. */
export type CachedOutputs = 'none' | 'full';

export interface CountedCall {
  readonly sessionKey: string;
  readonly source: string;
  readonly cached: number;
  /** Input of the call before; with its output, where outputs are cached too. */
  readonly prefix: Readonly<Record<CachedOutputs, number>>;
  /** Tokens of images in the prompt of the call before. */
  readonly imageTokens: number;
}

export interface FittedCount {
  readonly rule: CachedCountRule;
  /** Calls whose count the rule predicts to the token. */
  readonly exact: number;
  readonly calls: number;
  /** Best exact share of every other step, best first. */
  readonly others: readonly { readonly step: number; readonly share: number }[];
  /** Of step and hidden prefix, over resampled sessions; null below three sessions. */
  readonly stepInterval: Interval | null;
  readonly hiddenInterval: Interval | null;
}

const steps = [1, 16, 32, 64, 128, 256, 512, 1024, 2048] as const;
const quanta = [128, 64, 32, 16] as const;
/** Every cell is tried on so many calls at most; more do not change the winner. */
const searchedMax = 12_000;
/** Sessions are resampled in so many groups at most. */
const groupsMax = 200;
const draws = 200;

/** Calls inside a user turn whose cached count and prefix are known. */
export function toCountedCalls(
  linked: readonly LinkedCall[],
  contextRule: ContextRuleName | null,
): CountedCall[] {
  return linked.flatMap(({ call, previous, imageTokens, sessionKey, source }) => {
    const { cachedTokens, isRegular, beginsUserTurn } = call;
    if (!isRegular || beginsUserTurn !== false || cachedTokens === null) return [];
    if (previous.inputTokens === null || previous.outputTokens === null) return [];
    const prefix = {
      none: previous.inputTokens,
      full: previous.inputTokens + previous.outputTokens,
    };
    const images = imageTokens.previous[contextRule ?? 'all_turns'];
    return [{ sessionKey, source, cached: cachedTokens, prefix, imageTokens: images }];
  });
}

/** The largest power of two, 128 at most, that divides nearly all counts; 1 for none. */
export function findQuantum(calls: readonly CountedCall[]): number {
  const positive = calls.filter(({ cached }) => cached > 0);
  const divides = (quantum: number): boolean =>
    positive.filter(({ cached }) => cached % quantum === 0).length >= 0.99 * positive.length;
  return quanta.find(divides) ?? 1;
}

interface Cell {
  readonly rule: CachedCountRule;
  /** Exact predictions by group of sessions. */
  readonly hits: Int32Array;
  readonly total: number;
}

/** @returns null without calls */
export function fitCachedCount(
  calls: readonly CountedCall[],
  outputs: CachedOutputs,
): FittedCount | null {
  if (calls.length === 0) return null;
  const quantum = findQuantum(calls);
  const stride = Math.max(1, Math.ceil(calls.length / searchedMax));
  const searched = calls.filter((_, index) => index % stride === 0);
  const groupOf = groupSessions(searched);
  const groups = Math.max(...groupOf) + 1;
  const cells = steps
    .filter((step) => step >= quantum)
    .flatMap((step) => searchStep(searched, outputs, step, quantum, groupOf, groups));
  const best = bestOf(cells, ({ total }) => total);
  const rule = { ...best.rule, hiddenPrefix: middleOfPlateau(cells, best) };
  const exact = calls.filter((call) => countCached(call.prefix[outputs], rule) === call.cached);
  const intervals = groups < 3 ? null : resample(cells, groups, rule);
  const others = steps
    .filter((step) => step >= quantum && step !== rule.step)
    .map((step) => {
      const own = bestOf(
        cells.filter((cell) => cell.rule.step === step),
        ({ total }) => total,
      );
      return { step, share: own.total / searched.length };
    });
  return {
    rule,
    exact: exact.length,
    calls: calls.length,
    others: others.sort((a, b) => b.share - a.share),
    stepInterval: intervals?.step ?? null,
    hiddenInterval: intervals?.hidden ?? null,
  };
}

function groupSessions(calls: readonly CountedCall[]): number[] {
  const groups = new Map<string, number>();
  return calls.map(({ sessionKey }) => {
    const group = groups.get(sessionKey) ?? groups.size % groupsMax;
    groups.set(sessionKey, group);
    return group;
  });
}

/**
 * Exact predictions of one step with every hidden prefix. A count is predicted by at most two
 * ranges of hidden prefixes, so ranges are marked at their ends and summed up, instead of trying
 * each.
 */
function searchStep(
  calls: readonly CountedCall[],
  outputs: CachedOutputs,
  step: number,
  quantum: number,
  groupOf: readonly number[],
  groups: number,
): Cell[] {
  const marks = Array.from({ length: groups }, () => new Int32Array(step + 1));
  for (let index = 0; index < calls.length; index++) {
    const { prefix, cached } = calls[index] as CountedCall;
    const own = marks[groupOf[index] ?? 0] as Int32Array;
    markRanges(own, prefix[outputs], cached, step, quantum);
  }
  const hits = new Int32Array(step * groups);
  const totals = new Int32Array(step);
  for (let group = 0; group < groups; group++) {
    const own = marks[group] as Int32Array;
    let running = 0;
    for (let hidden = 0; hidden < step; hidden++) {
      running += own[hidden] ?? 0;
      hits[hidden * groups + group] = running;
      totals[hidden] = (totals[hidden] ?? 0) + running;
    }
  }
  return Array.from({ length: step }, (_, hiddenPrefix) => ({
    rule: { step, hiddenPrefix, quantum },
    hits: hits.subarray(hiddenPrefix * groups, (hiddenPrefix + 1) * groups),
    total: totals[hiddenPrefix] ?? 0,
  }));
}

/** Adds 1 at the start, and takes it away after the end, of each range that predicts `cached`. */
function markRanges(
  marks: Int32Array,
  prefixTokens: number,
  cached: number,
  step: number,
  quantum: number,
): void {
  if (cached % quantum !== 0) return;
  // Up to `turn` the prefix fills `whole` steps, from there on one more.
  const whole = Math.floor(prefixTokens / step);
  const turn = step - (prefixTokens % step);
  for (const [steps, from, to] of [
    [whole, 0, turn - 1],
    [whole + 1, turn, step - 1],
  ] as const) {
    // step * steps - hidden must lie in [cached, cached + quantum), or below quantum for nothing.
    const first = Math.max(from, step * steps - cached - quantum + 1);
    const last = cached === 0 ? to : Math.min(to, step * steps - cached);
    if (first > last) continue;
    marks[first] = (marks[first] ?? 0) + 1;
    marks[last + 1] = (marks[last + 1] ?? 0) - 1;
  }
}

/** The first cell of those with the largest score. */
function bestOf(cells: readonly Cell[], score: (cell: Cell) => number): Cell {
  let best = cells[0] as Cell;
  let most = score(best);
  for (const cell of cells) {
    const own = score(cell);
    if (own > most) {
      best = cell;
      most = own;
    }
  }
  return best;
}

/** Neighbouring hidden prefixes predict the same counts: the middle of them represents all. */
function middleOfPlateau(cells: readonly Cell[], best: Cell): number {
  const { step, hiddenPrefix } = best.rule;
  const own = cells.filter((cell) => cell.rule.step === step);
  let last = hiddenPrefix;
  while (own[last + 1]?.total === best.total) last++;
  return Math.round((hiddenPrefix + last) / 2);
}

/** Which rule wins when sessions are drawn again, with replacement. */
function resample(
  cells: readonly Cell[],
  groups: number,
  rule: CachedCountRule,
): { step: Interval; hidden: Interval } {
  const random = createSeededRandom('learn/cached-count');
  // Cells that never come near the best cannot win a draw: leaving them out saves most of the work.
  const most = bestOf(cells, ({ total }) => total).total;
  const near = cells.filter(({ total }) => total >= 0.7 * most);
  const winners = Array.from({ length: draws }, () => {
    const weights = new Int32Array(groups);
    for (let draw = 0; draw < groups; draw++) {
      const group = random.integer(groups);
      weights[group] = (weights[group] ?? 0) + 1;
    }
    return bestOf(near, ({ hits }) => {
      let sum = 0;
      for (let group = 0; group < groups; group++)
        sum += (hits[group] ?? 0) * (weights[group] ?? 0);
      return sum;
    });
  });
  const limits = (values: readonly number[], own: number): Interval => ({
    low: Math.min(own, quantile(values, 0.025) ?? own),
    high: Math.max(own, quantile(values, 0.975) ?? own),
  });
  return {
    step: limits(
      winners.map((winner) => winner.rule.step),
      rule.step,
    ),
    hidden: limits(
      winners.map((winner) => winner.rule.hiddenPrefix),
      rule.hiddenPrefix,
    ),
  };
}
