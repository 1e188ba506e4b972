// Findings as JUnit XML, a test case per fixture.
import { escapeXml } from '../../lib/escape-xml.ts';
import type { FixtureReport } from '../check-fixture.ts';
import { renderFindings } from '../render-check.ts';

/** @param fixtures names of all fixtures that were checked */
export function renderJunit(fixtures: readonly string[], report: FixtureReport): string {
  const cases = fixtures.map((fixture) => {
    const own = {
      differences: report.differences.filter((finding) => finding.fixture === fixture),
      violations: report.violations.filter((finding) => finding.fixture === fixture),
    };
    const lines = renderFindings(own);
    const name = `name="${escapeXml(fixture)}" classname="turntape check"`;
    if (lines.length === 0) return `  <testcase ${name}/>`;
    const message = escapeXml(lines[0] ?? '');
    const text = escapeXml(lines.join('\n'));
    return `  <testcase ${name}>\n    <failure message="${message}">${text}</failure>\n  </testcase>`;
  });
  const failed = new Set([...report.differences, ...report.violations].map((one) => one.fixture));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuite name="turntape check" tests="${fixtures.length}" failures="${failed.size}">`,
    ...cases,
    '</testsuite>',
    '',
  ].join('\n');
}
