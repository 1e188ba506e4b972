// What became of the conditions of a run, one line each, the failed ones first.
import { plural } from '../../lib/plural.ts';
import type { GateResult } from './evaluate-gates.ts';

const order = ['failed', 'inconclusive', 'passed'] as const;

/** Those that passed are one line for each condition; empty: there are no conditions. */
export function describeGates(results: readonly GateResult[]): string[] {
  const others = order
    .slice(0, 2)
    .flatMap((status) =>
      results
        .filter((result) => result.status === status)
        .map(({ gate, arm, message }) => `${status}: \`${gate.text}\` (${arm}): ${message}`),
    );
  const passed = Map.groupBy(
    results.filter(({ status }) => status === 'passed'),
    ({ gate, arm }) => `passed: \`${gate.text}\` (${arm})`,
  );
  return [
    ...others,
    ...[...passed].map(([line, own]) =>
      own.some(({ scenario }) => scenario !== null)
        ? `${line}: in ${plural(own.length, 'scenario')}`
        : `${line}: ${own[0]?.message}`,
    ),
  ];
}
