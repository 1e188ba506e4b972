// Program entry: argv -> command -> exit code. The only catch-all; what the commands do is theirs.

import { runCommandLine } from './cli/command-line.ts';
import { exitCodeOf, HarnessError } from './lib/harness-error.ts';
import { createTerminal, watchStdout } from './terminal/console.ts';

const internalError = 70;

/** Runs turntape with the arguments after the program's name and sets the process's exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  watchStdout(process);
  const terminal = createTerminal(process);
  try {
    process.exitCode = await runCommandLine(argv, terminal);
  } catch (error) {
    if (error instanceof HarnessError) {
      terminal.error(`${error.message}${/[.?!]$/.test(error.message) ? '' : '.'} ${error.hint}`);
      process.exitCode = exitCodeOf(error);
    } else {
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      terminal.error(`internal error, please report it with this trace:\n${detail}`);
      process.exitCode = internalError;
    }
  }
}
