// What `learn` says of one rule: a value with all that is needed to doubt it, or open.
import { plural } from '../lib/plural.ts';
import type { Interval } from '../stats/paired-t.ts';

/** `none`: the question is open. */
export type LearnedConfidence = 'high' | 'medium' | 'low' | 'none';

/** One answer. An open question has the value null: too little data is never a guess. */
export interface LearnedRule<Value> {
  readonly value: Value | null;
  /** Observations that the value rests on (calls, or user turns). */
  readonly n: number;
  readonly sessions: number;
  /** Accounts, machines or repositories. */
  readonly sources: number;
  /** Of the value, or of the share that decides it, at 95%, over sessions; null below three. */
  readonly interval: Interval | null;
  readonly confidence: LearnedConfidence;
  /** What speaks against the value, or why the question is open. */
  readonly against: readonly string[];
}

/** Level of every interval here. */
export const level = 0.95;

/** Observations and sessions below which a question is open. */
export const leastObservations = 30;
export const leastSessions = 2;

export interface Basis {
  readonly n: number;
  readonly sessions: number;
  readonly sources: number;
}

/** @param items observations, each of a session and a source */
export function basisOf(
  items: readonly { readonly sessionKey: string; readonly source: string }[],
): Basis {
  return {
    n: items.length,
    sessions: new Set(items.map(({ sessionKey }) => sessionKey)).size,
    sources: new Set(items.map(({ source }) => source)).size,
  };
}

/** Why there is too little to answer; null when there is enough. */
export function tooLittle(basis: Basis, least = leastObservations): string | null {
  if (basis.n < least) return `${plural(basis.n, 'observation')}; needed: at least ${least}`;
  if (basis.sessions < leastSessions) return `${basis.sessions} session; at least two are needed`;
  return null;
}

/** An open question. */
export function open<Value>(basis: Basis, against: readonly string[]): LearnedRule<Value> {
  return { value: null, ...basis, interval: null, confidence: 'none', against };
}

/**
 * How far a value can be trusted. High needs many sessions of more than one source and little that
 * speaks against it; one source alone is medium at best, since its account may be special.
 * @param support share of the observations that the value explains, 0 to 1
 */
export function confidenceOf(basis: Basis, support: number): LearnedConfidence {
  if (basis.sessions >= 10 && basis.sources >= 2 && support >= 0.75) return 'high';
  if (basis.sessions >= 5 && support >= 0.5) return 'medium';
  return 'low';
}

/** A share as people read it: `12.3%`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
