// What a measured comparison could find, as text for a person.

import type { RunDefinition } from '../../domain/run.ts';
import { formatPercent } from '../../lib/format-number.ts';
import { plural } from '../../lib/plural.ts';
import { formatValue } from '../../report/format.ts';
import type { SessionPlan } from '../../report/plan-sessions.ts';
import { printTable } from '../saved-runs/print-table.ts';

export function renderPlan(definition: RunDefinition, plan: SessionPlan, columns?: number): string {
  const head = [
    'sessions',
    ...plan.metrics.map(({ metric }) => `smallest effect found: ${metric.title}`),
    ...['trials', 'requests', 'cost'],
  ];
  const rows = plan.rows.map((row) => [
    String(row.sessions),
    ...plan.metrics.map(({ metric, baselineMean }) => {
      const effect = row.detectable[metric.name] ?? 0;
      return `${formatValue(effect, metric.unit)} (${formatPercent(effect / baselineMean, 1)})`;
    }),
    ...[String(row.trials), String(row.requests), formatValue(row.costUsd, 'usd')],
  ]);
  const deviations = plan.metrics.map(
    ({ metric, sd, sdSource }) =>
      `standard deviation of ${metric.title}: ${formatValue(sd, metric.unit)} (${sdSource})`,
  );
  return [
    `Two-sided 5%, found in four of five cases. Pilot: ${definition.id} (${definition.label}); cost as in the pilot.`,
    ...(deviations.length > 0
      ? deviations
      : [
          'A simulated pilot has no spread between sessions that means anything: give one with --sd 15%.',
        ]),
    '',
    printTable({ head, rows }, columns),
    ...(plan.looks.length === 1
      ? []
      : [
          '',
          `Interim analyses (ab --looks ${plan.looks.length}): the effects above are those that the last one finds.`,
          ...plan.looks.map(
            ({ repeats, alpha }, index) =>
              `${index + 1}. after ${plural(repeats, 'repeat')}: a test rejects below p = ${alpha.toPrecision(2)}`,
          ),
        ]),
  ].join('\n');
}
