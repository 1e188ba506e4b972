// Evidence and rows -> the card. A play that says nothing (the gateway is down, answers by itself
// or sends an empty input) passes no row.
import type { Evidence, PlayedExchange } from './evidence.ts';
import { findProblem } from './find-problem.ts';
import type { Failure, JudgeTools, Row, Service } from './row.ts';

export type Verdict = 'pass' | 'fail' | 'not-applicable' | 'not-played' | 'invalid';

export interface RowResult {
  readonly row: Row;
  readonly verdict: Verdict;
  /** Why it failed, does not apply, was not played or is invalid; null: it passed. */
  readonly detail: string | null;
  readonly failures: readonly Failure[];
  /** In the baseline: it may fail. */
  readonly isKnown: boolean;
}

export interface Card {
  /** What was judged, as a person would name it. */
  readonly gateway: string;
  readonly results: readonly RowResult[];
  /** Why nothing can be said of this gateway; null: it was judged. */
  readonly problem: string | null;
}

export interface CardInput {
  readonly gateway: string;
  readonly rows: readonly Row[];
  readonly service: Service;
  readonly evidence: Evidence;
  /** The play without which nothing counts. */
  readonly first: string;
  /** How much of it must be answered for that; rows judge the rest. Default: all. */
  readonly mustAnswer?: 'all' | 'first request';
  /** Why a row was not played; null: it was. Absent: all were. */
  readonly whyNotPlayed?: (row: Row) => string | null;
  /** Why there was no gateway any more: nothing can be said then. Absent: there was one. */
  readonly gone?: string | null;
  /** Why the plays were not played to their end: then no row passes. Absent: they were. */
  readonly unfinished?: string | null;
  /** Ids of rows that are known to fail. */
  readonly known: ReadonlySet<string>;
}

export function judgeCard(input: CardInput, tools: JudgeTools): Card {
  const { gateway, rows, evidence, known, service, unfinished = null, gone = null } = input;
  const ofPlay = (name: string): PlayedExchange[] => evidence.filter(({ play }) => play === name);
  const opening = ofPlay(input.first).slice(
    0,
    input.mustAnswer === 'first request' ? 1 : undefined,
  );
  const nothing = opening.length === 0 ? unfinished : null;
  const problem = gone ?? nothing ?? findProblem(opening, true);
  const results = rows.map((row): RowResult => {
    const plays = row.plays.map(ofPlay);
    const notPlayed = input.whyNotPlayed?.(row) ?? null;
    const left: Judged | null =
      notPlayed === null ? null : { verdict: 'not-played', detail: notPlayed, failures: [] };
    const result =
      left ?? isOther(row, service) ?? judgeRow(row, plays, { problem, unfinished }, tools);
    return { row, ...result, isKnown: known.has(row.id) };
  });
  return { gateway, results, problem };
}

/** A row about another service than the one that is simulated. */
function isOther({ service }: Row, simulated: Service): Judged | null {
  if (service === undefined || service === simulated) return null;
  return { verdict: 'not-applicable', detail: `it is about ${service}`, failures: [] };
}

type Judged = Omit<RowResult, 'row' | 'isKnown'>;

function judgeRow(
  row: Row,
  plays: readonly (readonly PlayedExchange[])[],
  whole: { readonly problem: string | null; readonly unfinished: string | null },
  tools: JudgeTools,
): Judged {
  const invalid = (detail: string): Judged => ({ verdict: 'invalid', detail, failures: [] });
  if (whole.problem !== null) return invalid(whole.problem);
  const judgement = row.judge(plays.flat(), tools);
  if ('notApplicable' in judgement) {
    return { verdict: 'not-applicable', detail: judgement.notApplicable, failures: [] };
  }
  const [failure] = judgement;
  if (failure !== undefined) {
    return { verdict: 'fail', detail: failure.detail, failures: judgement };
  }
  const problem =
    plays.map((exchanges) => findProblem(exchanges, false)).find((one) => one !== null) ??
    whole.unfinished;
  return problem ? invalid(problem) : { verdict: 'pass', detail: null, failures: [] };
}
