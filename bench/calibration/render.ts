// The calibration as markdown: what was published, what the simulator gives, and how they compare.
import { type ExactCounts, renderExactCounts } from './exact-counts.ts';
import { explainTokenRows } from './explain-token-rows.ts';
import { explainHeaderRows } from './header-misses.ts';
import type { CalibrationRow } from './row.ts';
import { agentSessions, lotterySeeds } from './rows.ts';

const percent = (value: number): string => `${value.toFixed(1)}%`;

export function compareRow({ band, point, simulated, unit }: CalibrationRow): string {
  if (unit === 'tokens') return simulated === point ? 'equal' : '**differs**';
  if (band !== null) {
    return simulated >= band.low && simulated <= band.high ? 'inside' : '**outside**';
  }
  if (point === null) return 'no figure';
  const difference = simulated - point;
  return `point only, ${difference >= 0 ? '+' : '-'}${Math.abs(difference).toFixed(1)} points`;
}

function renderRow(row: CalibrationRow): string {
  const band =
    row.band === null ? '' : `${percent(Math.max(0, row.band.low))} to ${percent(row.band.high)}`;
  const simulated =
    row.unit === 'tokens' ? row.simulated.toLocaleString('en-US') : percent(row.simulated);
  const cells = [
    ...[row.what, row.kind, row.published, band, simulated, compareRow(row)],
    ...[row.source, row.note],
  ];
  return `| ${cells.join(' | ')} |`;
}

export function renderCalibration(
  rows: readonly CalibrationRow[],
  counts: readonly ExactCounts[],
): string {
  const predicted = rows.filter(({ kind }) => kind === 'predicted');
  const fitted = rows.filter(({ kind }) => kind.startsWith('fitted'));
  const banded = predicted.filter(({ band }) => band !== null);
  const inside = banded.filter((row) => compareRow(row) === 'inside');
  const counted = predicted.filter(({ unit }) => unit === 'tokens');
  const equal = counted.filter((row) => compareRow(row) === 'equal');
  return [
    '# Calibration of the simulated backend',
    '',
    `Written by \`npm run calibrate\`. All figures in the column *simulated* come from the simulator with its default parameters (in the rows *what if*, with one other value; in the rows on the cached share of real sessions, with the measured rate of misses), the others from the sources named. ${rows.length} rows: ${fitted.length} fitted, ${predicted.length} predicted with no parameter left free, ${rows.length - fitted.length - predicted.length} what if. Of the predicted rows ${banded.length} have a band, and ${inside.length} of these lie inside it; ${counted.length} are counts of tokens, and ${equal.length} of these are equal.`,
    '',
    'A band is the 95% Wilson interval of published counts, the 95% interval over real sessions, or a published range; *point only* means that no count was published, so that nothing says how far off is too far.',
    '',
    renderExactCounts(counts),
    '## Published figures',
    '',
    '| figure | kind | published | band | simulated | compared | source | note |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows.map(renderRow),
    '',
    explainHeaderRows(),
    '',
    explainTokenRows(),
    '',
    "**The cached share of real sessions.** The prompts of half of the sessions, by the sizes and pauses that their counters tell, meet the simulator's caches under the profile of their model, with its rate of misses; the first call of each is left out, since what other sessions left for it is not known. How far back a miss falls was read from the other half, the rest of the profile from all sessions. Nothing was fitted to these shares.",
    '',
    `Rows with a lottery are means over ${lotterySeeds} seeds, agent rows over ${agentSessions} sessions of 96 calls. What the sources do not say about their workloads was chosen in \`bench/calibration/workloads.ts\`, where it is written down.`,
    '',
  ].join('\n');
}
