// Session files that a command was given, or those where the clients keep theirs.
import { HarnessError } from '../../lib/harness-error.ts';
import { usualPlaces } from '../../log-files/find-log-files.ts';
import { type CallOfSession, type ReadLogs, readLogs } from '../../log-files/read-logs.ts';
import type { Terminal } from '../../terminal/console.ts';
import { noteLogs } from './note-logs.ts';

/**
 * Reads them, and notes on stderr what was read and what could not be.
 * @param files as the user named them; none: the usual places
 * @throws HarnessError `not-found` where there is nothing to read
 */
export async function readCalls(
  terminal: Terminal,
  files: readonly string[],
  countTokens: (text: string) => number | null,
  onCall: (call: CallOfSession) => void,
): Promise<ReadLogs> {
  const paths = files.length > 0 ? files : usualPlaces(terminal.env);
  if (paths.length === 0) {
    throw new HarnessError(
      'not-found',
      'no session files: neither ~/.codex/sessions nor ~/.claude/projects is there',
      'Name files or folders',
    );
  }
  const read = await readLogs(paths, { countTokens }, onCall);
  noteLogs(terminal, paths, read);
  return read;
}
