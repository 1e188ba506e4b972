// A command of turntape as a user runs it, in a process of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const root = resolve(import.meta.dirname, '..');

/** What a command took, start of the program included. */
export interface CommandUsage {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

export interface MeasuredCommand {
  readonly ended: Promise<CommandUsage>;
  /** CPU time so far, s; null: it has ended. */
  cpuSeconds(): Promise<number | null>;
  /** Called with each line on its stderr. */
  onLine(listener: (line: string) => void): void;
  /** Asks it to end, as Ctrl-C or a service manager does. */
  stop(): void;
}

/** Starts a command of turntape from the top of the checkout. */
export function startMeasured(...words: readonly string[]): MeasuredCommand {
  const hook = join(import.meta.dirname, 'children', 'print-usage.ts');
  const startedMs = performance.now();
  const child = spawn(process.execPath, ['--import', hook, 'bin/turntape.js', ...words], {
    ...{ cwd: root, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] },
    // Progress is not printed in CI.
    env: { ...process.env, CI: 'false' },
  });
  const noted: string[] = [];
  if (child.stderr === null) throw new TypeError('a command without stderr');
  const lines = createInterface({ input: child.stderr });
  lines.on('line', (line) => noted.push(line));
  const closed = once(child, 'close') as Promise<[number | null]>;
  return {
    stop: () => child.kill('SIGTERM'),
    onLine: (listener) => void lines.on('line', listener),
    async cpuSeconds() {
      if (!child.connected) return null;
      const isEnded = closed.then(() => [null]);
      const answered = once(child, 'message') as Promise<[number]>;
      child.send('cpu', () => undefined);
      const [seconds = null] = await Promise.race([answered, isEnded]);
      return seconds;
    },
    ended: closed.then(([code]) => {
      const seconds = (performance.now() - startedMs) / 1000;
      if (code !== 0) {
        throw new Error(`turntape ${words[0]} ended with ${code}: ${noted.join('\n')}`);
      }
      return { seconds, ...(JSON.parse(noted.at(-1) ?? '') as Omit<CommandUsage, 'seconds'>) };
    }),
  };
}

/** Runs a command of turntape to its end, from the top of the checkout. */
export async function measureCommand(...words: readonly string[]): Promise<CommandUsage> {
  return await startMeasured(...words).ended;
}
