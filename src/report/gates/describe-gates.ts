// What became of the conditions of a run, one line each, the failed ones first.
import { plural } from '../../lib/plural.ts';
import type { GateResult } from './evaluate-gates.ts';

const order = ['failed', 'inconclusive', 'passed'] as const;

/**
 * Those that passed are one line for each condition; empty: there are no conditions.
 * @param code how a condition is set off from the words
 */
export function describeGates(
  results: readonly GateResult[],
  code: (text: string) => string = (text) => text,
): string[] {
  const others = order
    .slice(0, 2)
    .flatMap((status) =>
      results
        .filter((result) => result.status === status)
        .map(({ gate, arm, message }) => `${status}: ${code(gate.text)} (${arm}): ${message}`),
    );
  const passed = Map.groupBy(
    results.filter(({ status }) => status === 'passed'),
    ({ gate, arm }) => `passed: ${code(gate.text)} (${arm})`,
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
