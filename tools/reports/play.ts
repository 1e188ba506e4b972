// Plays a question in a database of its own and writes its page, as a user of the command line
// would.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommandLine } from '../../src/cli/command-line.ts';
import type { Terminal } from '../../src/terminal/console.ts';
import { mainQuestion, type Question } from './questions.ts';

const root = join(import.meta.dirname, '..', '..');

/** Folder of a question's page below `reports`. */
export function folderOf(question: Question): string {
  return question === mainQuestion ? '' : 'options';
}

/** @param reports folder that the page goes into, as `reports/` of this repository */
export async function playQuestion(question: Question, reports: string): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'turntape-reports-'));
  const silent: Terminal = {
    ...{ env: {}, cwd: root, colour: false, quiet: true, childOwnsStdout: false },
    ...{ result: () => {}, bytes: () => {}, json: () => {}, note: () => {}, error: () => {} },
  };
  try {
    const code = await runCommandLine(
      [
        ...['ab', ...question.arguments, '--run', question.name],
        ...['--out', join(reports, folderOf(question))],
        ...(question === mainQuestion ? [] : ['--no-charts']),
        ...['--db', join(scratch, 'reports.db')],
      ],
      silent,
    );
    // 3: an arm of the question finishes no trial, which the page then says first.
    if (code !== 0 && code !== 3) throw new Error(`${question.name} ended with ${code}`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
