// `npm run reports [-- NAME...]`: plays the questions, or those named, and writes their pages and
// the index.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderIndex } from './index-page.ts';
import { folderOf, playQuestion } from './play.ts';
import { mainQuestion, questions } from './questions.ts';

const reports = join(import.meta.dirname, '..', '..', 'reports');
const names = process.argv.slice(2);
const all = [mainQuestion, ...questions];
const unknown = names.find((name) => all.every((question) => question.name !== name));
if (unknown !== undefined) {
  process.stderr.write(
    `there is no report ${unknown}; there are ${all.map(({ name }) => name).join(', ')}\n`,
  );
  process.exit(2);
}
for (const question of all) {
  if (names.length > 0 && !names.includes(question.name)) continue;
  process.stderr.write(`${question.name}\n`);
  // Nothing of an earlier version stays: a chart that is no longer drawn would.
  rmSync(join(reports, folderOf(question), question.name), { recursive: true, force: true });
  await playQuestion(question, reports);
}
writeFileSync(join(reports, 'README.md'), renderIndex(reports));
