// What an arm would cost if it saved output: the benefit is the axis, since no simulator knows it.
// Where a line crosses zero, the sign turns.
import { numbersOf } from '../analysis/arm-numbers.ts';
import { outputUsdOf } from '../analysis/break-even.ts';
import { costUsd } from '../metrics/cost-usd.ts';
import type { RunView } from '../view.ts';
import { armEncoding } from './arm-encoding.ts';
import { chart, zeroLine } from './chart.ts';

/** The axis ends beyond the last crossing, so that every crossing is seen. */
const beyond = 1.5;
const axisMin = 10;

/** null without a price, and where no arm costs more than the baseline. */
export function benefitLines(view: RunView): object | null {
  const { definition, facts, whole } = view;
  const { price, baseline } = definition;
  const arms = facts.filter(({ twin, breakEven }) => twin === null && (breakEven?.high ?? 0) > 0);
  if (price === null || arms.length === 0) return null;
  const end = Math.max(axisMin, beyond * Math.max(...arms.map((one) => one.breakEven?.high ?? 0)));
  const values = whole.variants.flatMap(({ isShown, label: assumption, arms: numbers }) =>
    !isShown
      ? []
      : arms.flatMap(({ arm }) => {
          const { requests, totals } = numbersOf(numbers, arm);
          const cost = totals[costUsd.name] ?? null;
          const other = numbersOf(numbers, baseline).totals[costUsd.name] ?? null;
          if (cost === null || !other) return [];
          return [0, end].map((saved) => {
            const less = outputUsdOf(price, saved * requests);
            return { assumption, arm, saved, change: (cost - less - other) / other };
          });
        }),
  );
  if (values.length === 0) return null;
  const text = {
    see: 'Where a line crosses zero, saved output would pay for the arm',
    what: `cost against ${baseline}; ${definition.label}, and the benefit is assumed`,
  };
  return chart(view, text, values, {
    height: 150,
    layer: [
      zeroLine('y'),
      {
        mark: { type: 'line', strokeWidth: 2 },
        encoding: {
          x: {
            field: 'saved',
            type: 'quantitative',
            title: 'output tokens saved per model call',
          },
          y: { field: 'change', type: 'quantitative', title: null, axis: { format: '+.0%' } },
          ...armEncoding(view),
        },
      },
    ],
  });
}
