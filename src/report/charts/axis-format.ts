// How an axis shows each unit.
import type { Unit } from '../metrics/metric.ts';

export const axisFormat = {
  tokens: ',d',
  fraction: '.0%',
  usd: '$.2~f',
  ms: ',d',
  requests: 'd',
  count: 'd',
} as const satisfies Readonly<Record<Unit, string>>;

export const unitTitle = {
  tokens: 'tokens',
  fraction: 'share',
  usd: 'USD',
  ms: 'ms',
  requests: 'requests',
  count: 'count',
} as const satisfies Readonly<Record<Unit, string>>;
