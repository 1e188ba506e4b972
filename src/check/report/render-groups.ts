// The findings of `check` for a person, one group for each cause.
import { counted, plural } from '../../lib/plural.ts';
import type { FixtureReport } from '../check-fixture.ts';
import { renderFindings, shorten } from '../render-check.ts';
import { groupDifferences, groupLoss, groupViolations } from './group-findings.ts';
import { shortDiff } from './short-diff.ts';

/** Places of one cause that are listed one by one. */
const listedMax = 5;

/**
 * Differences by cause, the first of each with a short diff; then the violations, by law and place.
 */
export function renderGroups(report: FixtureReport): string[] {
  const groups = groupDifferences(report).flatMap(({ title, findings }) => {
    const lines = renderFindings({ differences: findings, violations: [] });
    const [first] = findings;
    // A short value is on the line itself.
    const isShort = [first.expected, first.actual].every(
      (value) => shorten(value) === JSON.stringify(value),
    );
    const diff = isShort ? [] : shortDiff(first).slice(2);
    if (findings.length === 1) return [...lines, ...diff.map((line) => `    ${line}`)];
    const lost = groupLoss(findings);
    const cost = lost > 0 ? `, ${counted(lost, 'cached token')} lost` : '';
    return [
      `${title} (${plural(findings.length, 'difference')}${cost})`,
      ...listed(lines),
      ...diff.map((line) => `    ${line}`),
    ];
  });
  const violations = groupViolations(report).flatMap(({ title, findings }) => {
    const lines = renderFindings({ differences: [], violations: findings });
    if (findings.length === 1) return lines;
    return [`${title} (${plural(findings.length, 'violation')})`, ...listed(lines)];
  });
  return [...groups, ...violations];
}

function listed(lines: readonly string[]): string[] {
  const more = lines.length - listedMax;
  return [
    ...lines.slice(0, listedMax).map((line) => `  ${line}`),
    ...(more > 0 ? [`  ... and ${more} more`] : []),
  ];
}
