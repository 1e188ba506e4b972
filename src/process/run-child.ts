// Runs `-- CMD`: the child owns the terminal, gets the signals, and its exit code is passed on.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { HarnessError } from '../lib/harness-error.ts';

/** After a signal was passed on, how long a child may take before it is killed. */
const terminateMsMax = 10_000;

export interface Child {
  readonly command: string;
  readonly args: readonly string[];
  /** Set on top of this process's environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Resolves to the child's exit code, 128 + signal number when a signal ended it. Throws
 * HarnessError
 * `usage` when it cannot be started. While it runs, SIGINT, SIGTERM and SIGHUP do not end us.
 */
export function runChild({ command, args, environment }: Child): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...args], {
      stdio: 'inherit',
      env: { ...process.env, ...environment },
    });
    let killer: NodeJS.Timeout | undefined;
    const forward = (signal: NodeJS.Signals): void => {
      // A terminal sends Ctrl-C to the child by itself: twice would be two interruptions.
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
      killer ??= setTimeout(() => child.kill('SIGKILL'), terminateMsMax);
    };
    const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, forward);
    const done = (): void => {
      clearTimeout(killer);
      for (const signal of signals) process.off(signal, forward);
    };
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (child.pid !== undefined) return; // it runs; a signal could not be delivered
      done();
      const reason =
        error.code === 'ENOENT' ? 'it is not installed, or not on PATH' : error.message;
      reject(
        new HarnessError(
          'usage',
          `cannot start \`${command}\`: ${reason}`,
          'Check what follows `--`',
          error,
        ),
      );
    });
    child.on('exit', (code, signal) => {
      done();
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}
