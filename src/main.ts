// Program entry: argv -> command -> exit code. The only catch-all; what the commands do is theirs.

import { runCommandLine } from './cli/command-line.ts';
import { createDefectTeller } from './lib/defect.ts';
import { exitCodeOf, HarnessError } from './lib/harness-error.ts';
import { createTerminal, watchStdout } from './terminal/console.ts';

const internalError = 70;

/** What turntape has of the process that it runs in: its streams, where it is, how it ends. */
export type Host = Pick<NodeJS.Process, 'stdout' | 'stderr' | 'env' | 'cwd' | 'exit' | 'exitCode'>;

/**
 * Runs turntape with the arguments after the program's name and sets the process's exit code.
 * @param host this process, but for tests
 */
export async function main(argv: readonly string[], host: Host = process): Promise<void> {
  watchStdout(host);
  const terminal = createTerminal(host);
  try {
    host.exitCode = await runCommandLine(argv, terminal);
  } catch (error) {
    if (error instanceof HarnessError) {
      terminal.error(`${error.message}${/[.?!]$/.test(error.message) ? '' : '.'} ${error.hint}`);
      host.exitCode = exitCodeOf(error);
    } else {
      createDefectTeller(terminal.error)(error);
      host.exitCode = internalError;
    }
  }
}
