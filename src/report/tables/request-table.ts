// A row per request of one scenario, all arms side by side.

import type { RequestRows } from '../analysis/request-rows.ts';
import { formatValue } from '../format.ts';
import type { ReportTable } from './report-table.ts';

export function requestTable({ arms }: RequestRows): ReportTable {
  const length = Math.max(0, ...arms.map(({ requests }) => requests.length));
  const number = (value: number | null | undefined): string => formatValue(value ?? null, 'tokens');
  const rows = Array.from({ length }, (_, seq) => {
    const place = arms.map(({ requests }) => requests[seq]).find((found) => found !== undefined);
    return [
      `${seq + 1}`,
      place === undefined ? '' : `${place.userTurn + 1}.${place.step + 1}`,
      ...arms.flatMap(({ requests }) => {
        const found = requests[seq];
        const failedWith = found?.failedWith ?? null;
        return [
          `${number(found?.input)}${failedWith === null ? '' : ` (${failedWith})`}`,
          number(found?.cached),
          number(found?.uncached),
          number(found?.reasoning),
        ];
      }),
    ];
  });
  const head = [
    'request',
    'turn.step',
    ...arms.flatMap(({ arm }) => [
      `${arm}: input`,
      `${arm}: cached`,
      `${arm}: uncached`,
      `${arm}: reasoning`,
    ]),
  ];
  return { head, rows };
}
