// What was read of session files, and what could not be: for every command that reads them.
import { plural } from '../../lib/plural.ts';
import type { ReadLogs } from '../../log-files/read-logs.ts';
import type { Terminal } from '../../terminal/console.ts';

/** Problems that are shown by name; all are counted. */
const problemsShownMax = 10;

/** Notes on stderr. */
export function noteLogs(terminal: Terminal, paths: readonly string[], read: ReadLogs): void {
  const { files, calls, repeated } = read;
  terminal.note(`Read ${plural(calls, 'call')} in ${plural(files, 'file')}: ${paths.join(', ')}`);
  if (repeated > 0) {
    terminal.note(`${plural(repeated, 'call')} counted once, though found in several files`);
  }
  noteProblems(terminal, read);
}

/** What could not be read: files, and lines of files. */
export function noteProblems(
  terminal: Terminal,
  { skipped, damaged }: Pick<ReadLogs, 'skipped' | 'damaged'>,
): void {
  for (const { path, problem } of skipped.slice(0, problemsShownMax)) {
    terminal.note(`skipped ${path}: ${problem}`);
  }
  if (skipped.length > problemsShownMax)
    terminal.note(`${plural(skipped.length, 'file')} skipped in all`);
  for (const { path, log } of damaged.slice(0, problemsShownMax)) {
    const [first] = log.problems;
    terminal.note(
      `${path}: ${plural(log.problemCount, 'line')} skipped, line ${first?.line}: ${first?.problem}`,
    );
  }
  if (damaged.length > problemsShownMax) {
    terminal.note(`lines could not be read in ${plural(damaged.length, 'file')}`);
  }
}
