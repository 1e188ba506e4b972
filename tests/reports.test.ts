// The committed reports are what the code makes, and no disputed option is without one.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { armOptionSchema } from '../src/domain/arm-options.ts';
import { renderIndex } from '../tools/reports/index-page.ts';
import { folderOf, playQuestion } from '../tools/reports/play.ts';
import { mainQuestion, questions, undisputed } from '../tools/reports/questions.ts';

const reports = join(import.meta.dirname, '..', 'reports');
/** `TURNTAPE_ALL_REPORTS=1 npx vitest run tests/reports.test.ts` plays all of them. */
const played = process.env['TURNTAPE_ALL_REPORTS']
  ? [mainQuestion, ...questions]
  : questions.filter(({ name }) => name === 'tool-order');

/**
 * Another Node than that of a page writes the same, but for its version and the run's fingerprint.
 */
function asWrittenBy(page: string, written: string): string {
  const node = /, node (v[\d.]+),/.exec(page)?.[1] ?? '';
  if (node === process.version) return written;
  const fingerprint = /fingerprint `\w+`/.exec(page)?.[0] ?? '';
  return written.replace(process.version, node).replace(/fingerprint `\w+`/, fingerprint);
}

test.each(played.map((question) => [question.name, question] as const))(
  '%s is what `npm run reports` writes today',
  async (name, question) => {
    const folder = mkdtempSync(join(tmpdir(), 'turntape-reports-test-'));
    try {
      await playQuestion(question, folder);
      const path = join(folderOf(question), name, 'report.md');
      const page = readFileSync(join(reports, path), 'utf8');
      expect(asWrittenBy(page, readFileSync(join(folder, path), 'utf8'))).toBe(page);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

/** Of a table's line: what a page or a terminal shows without scrolling. */
const columnsMax = 125;

test.each([mainQuestion, ...questions].map((question) => [question.name, question] as const))(
  'the tables of %s fit a page',
  (name, question) => {
    const page = readFileSync(join(reports, folderOf(question), name, 'report.md'), 'utf8');
    const wide = page
      .split('\n')
      .filter((line) => line.startsWith('|') && line.length > columnsMax);
    expect(wide).toEqual([]);
  },
);

test('the index is that of the pages', () => {
  expect(readFileSync(join(reports, 'README.md'), 'utf8')).toBe(renderIndex(reports));
});

test('every option is asked about, or known to be undisputed', () => {
  const asked = [mainQuestion, ...questions].flatMap(({ options }) => options);
  const known = new Set([...asked, ...Object.keys(undisputed)]);
  expect(Object.keys(armOptionSchema).filter((name) => !known.has(name))).toEqual([]);
});
