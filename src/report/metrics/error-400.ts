// Refusals with 400, and what counts as one.

import type { TurnRecord } from '../../domain/run.ts';
import type { Metric } from './metric.ts';

/** HTTP 400 on a first attempt: retries of the same request do not count twice. */
export function isFirstAttempt400({ status, attempt }: TurnRecord): boolean {
  return status === 400 && attempt === 1;
}

export const error400: Metric = {
  name: 'error_400.attempts',
  title: 'requests refused with 400',
  unit: 'requests',
  isHeadline: false,
  modelled: false,
  isTotal: true,
  compute: ({ turns }) => turns.filter(isFirstAttempt400).length,
};
