// A row per request of one scenario, all arms side by side.

import type { RequestNumbers, RequestRows } from '../analysis/request-rows.ts';
import { formatValue } from '../format.ts';
import type { ReportTable } from './report-table.ts';

/** What a cell holds, for the words beside the table. */
export const requestCell =
  'Each cell: uncached of all input tokens (of these, replayed reasoning), then the status of a request that failed.';

/** `778 of 12,345 (300)` */
function cellOf(found: RequestNumbers | undefined): string {
  if (found === undefined) return '';
  const { uncached, input, reasoning, failedWith } = found;
  const tokens = (value: number | null): string => formatValue(value, 'tokens');
  const failed = failedWith === null ? '' : `, status ${failedWith}`;
  const replayed = reasoning === 0 ? '' : ` (${tokens(reasoning)})`;
  return input === null
    ? `no usage${failed}`
    : `${tokens(uncached)} of ${tokens(input)}${replayed}${failed}`;
}

export function requestTable(arms: readonly RequestRows[]): ReportTable {
  const length = Math.max(0, ...arms.map(({ requests }) => requests.length));
  const rows = Array.from({ length }, (_, seq) => {
    const place = arms.map(({ requests }) => requests[seq]).find((found) => found !== undefined);
    return [
      `${seq + 1}`,
      place === undefined ? '' : `${place.userTurn + 1}.${place.step + 1}`,
      ...arms.map(({ requests }) => cellOf(requests[seq])),
    ];
  });
  return { head: ['request', 'turn.step', ...arms.map(({ arm }) => arm)], rows };
}
