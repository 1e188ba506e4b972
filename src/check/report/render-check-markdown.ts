// Findings as markdown: short enough for a comment on a pull request.
import { counted, plural } from '../../lib/plural.ts';
import type { FixtureReport } from '../check-fixture.ts';
import { renderFindings } from '../render-check.ts';
import { groupDifferences, groupLoss, groupViolations } from './group-findings.ts';
import { shortDiff } from './short-diff.ts';

/** GitHub takes 65,536 characters in a comment; the rest is room for what others add. */
const commentCharsMax = 60_000;
const groupsMax = 12;
const placesMax = 6;

const count = (value: number): string => value.toLocaleString('en-US');

function places(findings: readonly { fixture: string; arm: string }[]): string {
  const named = [...new Set(findings.map(({ fixture, arm }) => `\`${fixture}\` ${arm}`.trim()))];
  const more = named.length > placesMax ? `, and ${named.length - placesMax} more` : '';
  return `${named.slice(0, placesMax).join(', ')}${more}`;
}

/** @param fixtures how many were checked */
export function renderCheckMarkdown(fixtures: number, report: FixtureReport): string {
  const { differences, violations } = report;
  const head = `### turntape check: ${counted(differences.length, 'difference')}, ${counted(violations.length, 'violation')} in ${counted(fixtures, 'fixture')}`;
  const changed = groupDifferences(report).map(({ title, findings }) => {
    const [first] = findings;
    const [line = ''] = renderFindings({ differences: [first], violations: [] });
    const lost = groupLoss(findings);
    const cost = lost > 0 ? ` **${counted(lost, 'cached token')} lost.**` : '';
    return [
      `**${title}** (${count(findings.length)}: ${places(findings)}).${cost}`,
      '',
      line,
      '',
      '```diff',
      ...shortDiff(first),
      '```',
    ].join('\n');
  });
  const broken = groupViolations(report).map(({ title, findings }) => {
    const [line = ''] = renderFindings({ differences: [], violations: [findings[0]] });
    return `**${title}** (${count(findings.length)}: ${places(findings)}).\n\n${line}`;
  });
  const all = [...changed, ...broken];
  const shown = all.slice(0, groupsMax);
  const rest = all.length - shown.length;
  const page = [
    head,
    ...(all.length === 0 ? ['The translated requests are as expected.'] : shown),
    ...(rest > 0 ? [`... and ${plural(rest, 'more group')}: run \`turntape check\`.`] : []),
  ].join('\n\n');
  return page.length <= commentCharsMax
    ? `${page}\n`
    : `${page.slice(0, commentCharsMax)}\n\n... shortened: run \`turntape check\`.\n`;
}
