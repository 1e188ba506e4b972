// Findings as JUnit XML, a test case per fixture.
import type { FixtureReport } from '../check-fixture.ts';
import { renderFindings } from '../render-check.ts';

const escapes: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' },
};

function escapeXml(text: string): string {
  return (
    text
      .replaceAll(/[&<>"']/g, (letter) => escapes[letter] ?? letter)
      // Characters that XML 1.0 cannot hold in any form.
      .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/g, '\ufffd')
  );
}

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
