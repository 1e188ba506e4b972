// The picture of a report as a table: cost against the baseline, scenario by scenario.
import { costRanges } from '../analysis/cost-ranges.ts';
import { formatShareRange } from '../format.ts';
import type { RunView } from '../view.ts';
import type { ReportTable } from './report-table.ts';

/** A row per scenario and arm that can be compared; without rows where none can. */
export function costRangeTable(view: RunView): ReportTable {
  const rows = costRanges(view).map(({ scenario, arm, low, high }) => [
    scenario,
    arm,
    low === 0 && high === 0 ? 'equal' : formatShareRange(low, high),
  ]);
  return { head: ['scenario', 'arm', `cost against ${view.definition.baseline}`], rows };
}
