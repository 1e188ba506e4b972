// JUnit XML, which every build server reads: a case per gate, and one per arm and scenario for
// trials that could not continue.

import { escapeXml } from '../../lib/escape-xml.ts';
import { numbersOf } from '../analysis/arm-numbers.ts';
import type { GateResult } from '../gates/evaluate-gates.ts';
import type { RunView } from '../view.ts';
import type { Report, ReportFormat } from './report-format.ts';

interface Case {
  readonly suite: string;
  readonly name: string;
  readonly failure: string | null;
  readonly skipped: string | null;
}

/**
 * A gate that decides nothing is an error unless it is allowed, then it is skipped: never a pass.
 */
function gateCase(
  { gate, arm, scenario, status, message }: GateResult,
  allowInconclusive: boolean,
): Case {
  const isFailure = status === 'failed' || (status === 'inconclusive' && !allowInconclusive);
  return {
    suite: `gate ${gate.text}`,
    name: scenario === null ? arm : `${arm}, ${scenario}`,
    failure: isFailure ? `${status}: ${message}` : null,
    skipped: status === 'inconclusive' && allowInconclusive ? `inconclusive: ${message}` : null,
  };
}

function trialCases({ definition, scenarios }: RunView): Case[] {
  return definition.arms.flatMap(({ name: arm }) =>
    scenarios.map(({ name, arms }) => {
      const { trials, stopped, stopError } = numbersOf(arms, arm);
      const failure = `${stopped} of ${trials} trials could not continue: ${stopError ?? ''}`;
      return {
        suite: `trials of ${arm}`,
        name,
        failure: stopped === 0 ? null : failure,
        skipped: trials === 0 ? 'not played' : null,
      };
    }),
  );
}

function renderCase({ suite, name, failure, skipped }: Case): string {
  const open = `    <testcase classname="${escapeXml(suite)}" name="${escapeXml(name)}"`;
  if (failure !== null) return `${open}><failure message="${escapeXml(failure)}"/></testcase>`;
  return skipped === null
    ? `${open}/>`
    : `${open}><skipped message="${escapeXml(skipped)}"/></testcase>`;
}

export function renderJunit({ view, gates, allowInconclusive }: Report): string {
  const cases = [...gates.map((gate) => gateCase(gate, allowInconclusive)), ...trialCases(view)];
  const failures = cases.filter(({ failure }) => failure !== null).length;
  const skipped = cases.filter(({ failure, skipped: why }) => failure === null && why !== null);
  const counts = `tests="${cases.length}" failures="${failures}" skipped="${skipped.length}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites ${counts}>
  <testsuite name="turntape ${escapeXml(view.definition.id)}" ${counts}>
${cases.map(renderCase).join('\n')}
  </testsuite>
</testsuites>
`;
}

export const junitFormat: ReportFormat = {
  description: 'JUnit XML',
  target: 'file',
  render: (report) => [{ name: 'junit.xml', text: renderJunit(report) }],
};
