// Refusals and failures: counts, never a rate alone.

import { withMergedArms } from '../analysis/merge-arms.ts';
import type { RunView } from '../view.ts';
import type { ReportTable } from './report-table.ts';

/** 400s as trials and attempts, over all variants. */
export function errorTable(view: RunView): ReportTable {
  const rows = withMergedArms(view, view.whole.arms).map(
    ({ arm, refusals, requests, stopped, trials }) => [
      arm,
      `${refusals.sessions} of ${refusals.ofSessions}`,
      `${refusals.attempts} of ${refusals.ofAttempts}`,
      String(requests - refusals.ofAttempts),
      `${stopped} of ${trials}`,
    ],
  );
  return {
    head: ['arm', 'trials with a 400', 'first attempts refused with 400', 'retries', 'stopped'],
    rows,
  };
}

/** A row per class of failure, most frequent first, a column per arm; null when nothing failed. */
export function errorClassTable(view: RunView): ReportTable | null {
  const { errors: all } = view;
  const arms = withMergedArms(view, view.whole.arms);
  if (all.length === 0) return null;
  return {
    head: ['failed requests in trials', ...arms.map(({ arm }) => arm)],
    rows: all.map(({ name }) => [
      name,
      ...arms.map(({ errors }) => {
        const found = errors.find((error) => error.name === name);
        return found === undefined ? '0' : `${found.requests} in ${found.sessions}`;
      }),
    ]),
  };
}
