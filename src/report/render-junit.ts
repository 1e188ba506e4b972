// JUnit XML, which every build server reads: a case per gate, and one per arm and scenario for sessions
// that could not go on.

import type { RunDefinition, Trial } from '../domain/run.ts';
import type { GateResult } from './gates/evaluate-gates.ts';

interface Case {
  readonly suite: string;
  readonly name: string;
  readonly failure: string | null;
  readonly skipped: string | null;
}

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '');
}

function sessionCases(definition: RunDefinition, trials: readonly Trial[]): Case[] {
  return definition.arms.flatMap((arm) =>
    definition.scenarios.map((scenario) => {
      const own = trials.filter(
        (trial) => trial.arm === arm.name && trial.scenario === scenario.name,
      );
      const stopped = own.filter(({ outcome }) => outcome === 'stopped');
      const error = stopped[0]?.turns.at(-1)?.error ?? '';
      return {
        suite: `sessions of ${arm.name}`,
        name: scenario.name,
        failure:
          stopped.length === 0
            ? null
            : `${stopped.length} of ${own.length} sessions could not go on: ${error}`,
        skipped: own.length === 0 ? 'not played' : null,
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

/** A gate that decides nothing is an error unless it is allowed, then it is skipped: never a pass. */
export function renderJunit(
  definition: RunDefinition,
  trials: readonly Trial[],
  gates: readonly GateResult[],
  allowInconclusive: boolean,
): string {
  const cases: Case[] = [
    ...gates.map(({ gate, arm, scenario, status, message }) => ({
      suite: `gate ${gate.text}`,
      name: scenario === null ? arm : `${arm}, ${scenario}`,
      failure:
        status === 'failed' || (status === 'inconclusive' && !allowInconclusive)
          ? `${status}: ${message}`
          : null,
      skipped: status === 'inconclusive' && allowInconclusive ? `inconclusive: ${message}` : null,
    })),
    ...sessionCases(definition, trials),
  ];
  const failures = cases.filter(({ failure }) => failure !== null).length;
  const skipped = cases.filter(({ failure, skipped: why }) => failure === null && why !== null);
  const counts = `tests="${cases.length}" failures="${failures}" skipped="${skipped.length}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites ${counts}>
  <testsuite name="turntape ${escapeXml(definition.id)}" ${counts}>
${cases.map(renderCase).join('\n')}
  </testsuite>
</testsuites>
`;
}
