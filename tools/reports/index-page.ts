// reports/README.md: what every page found, in the page's own first sentences.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderOf } from './play.ts';
import { mainQuestion, type Question, questions, undisputed } from './questions.ts';

/** The page's first sentences, without what the page itself explains. */
function findingsOf(page: string): string {
  return [...page.matchAll(/^\*\*Simulated\. (.+)\*\*$/gm)]
    .map(([, sentence = '']) =>
      sentence.replace(/ Uncached input tokens: .*/, '').replace(/: the same tokens, .*/, '.'),
    )
    .join('<br>');
}

function rowOf(question: Question, reports: string): string {
  const link = [folderOf(question), question.name, 'report.md'].filter(Boolean).join('/');
  const found = findingsOf(readFileSync(join(reports, link), 'utf8'));
  const options = question.options.map((name) => `\`${name}\``).join(', ');
  return `| [${question.name}](${link}) | ${options} | ${question.question} | ${question.dispute} | ${found} |`;
}

/** @param reports folder that holds the pages */
export function renderIndex(reports: string): string {
  const rows = [mainQuestion, ...questions].map((question) => rowOf(question, reports));
  const others = Object.entries(undisputed).map(([name, reason]) => `- \`${name}\`: ${reason}.`);
  return `# Reports

Written by \`npm run reports\`, which plays every question on the simulator and gives the same bytes each time. All numbers are
*simulated*: they follow from the mechanisms in [docs/simulator.md](../docs/simulator.md); no real backend was asked. Ranges are over
the scenarios and over every tested value of the parameters that have no public source.

| report | options | question | who says what | found |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

Options without a report:

${others.join('\n')}

See also [the simulator beside published figures](calibration.md) (\`npm run calibrate\`) and
[the statistics beside known truth](calibration-statistics.md) (\`npm run calibrate:stats\`).
`;
}
