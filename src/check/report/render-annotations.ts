// Findings as GitHub workflow commands: they show at the expected file in the pull request.
import type { FixtureReport } from '../check-fixture.ts';
import { renderFindings } from '../render-check.ts';
import { groupDifferences, groupViolations } from './group-findings.ts';

/** GitHub shows ten annotations of a step. */
const annotationsMax = 10;

const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** @param pathOf folder of a fixture, from the repository's root */
export function renderAnnotations(
  report: FixtureReport,
  pathOf: (fixture: string) => string,
): string[] {
  const differences = groupDifferences(report).map(({ title, findings }) => {
    const [first] = findings;
    const [text = ''] = renderFindings({ differences: [first], violations: [] });
    const more = findings.length > 1 ? ` (and ${findings.length - 1} more like it)` : '';
    const file = `${pathOf(first.fixture)}/${first.file}`;
    return `::error file=${property(file)},title=${property(title)}::${data(`${text}${more}`)}`;
  });
  const violations = groupViolations(report).map(({ title, findings }) => {
    const [text = ''] = renderFindings({ differences: [], violations: [findings[0]] });
    return `::error title=${property(title)}::${data(text)}`;
  });
  return [...differences, ...violations].slice(0, annotationsMax);
}
