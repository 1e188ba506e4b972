// A command of turntape as a user runs it, in a process of its own.
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

/** What a command took, start of the program included. */
export interface CommandUsage {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

export interface MeasuredCommand {
  readonly ended: Promise<CommandUsage>;
  /** Asks it to end, as Ctrl-C or a service manager does. */
  stop(): void;
}

/** Starts a command of turntape from the top of the checkout. */
export function startMeasured(...words: readonly string[]): MeasuredCommand {
  const hook = join(import.meta.dirname, 'children', 'print-usage.ts');
  const startedMs = performance.now();
  const child = spawn(process.execPath, ['--import', hook, 'bin/turntape.js', ...words], {
    ...{ cwd: root, stdio: ['ignore', 'ignore', 'pipe'] },
  });
  let noted = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    noted += text;
  });
  const ended = new Promise<number | null>((resolveCode) => child.on('close', resolveCode));
  return {
    stop: () => child.kill('SIGTERM'),
    ended: ended.then((code) => {
      const seconds = (performance.now() - startedMs) / 1000;
      if (code !== 0) throw new Error(`turntape ${words[0]} ended with ${code}: ${noted}`);
      const last = noted.trim().split('\n').at(-1) ?? '';
      return { seconds, ...(JSON.parse(last) as Omit<CommandUsage, 'seconds'>) };
    }),
  };
}

/** Runs a command of turntape to its end, from the top of the checkout. */
export async function measureCommand(...words: readonly string[]): Promise<CommandUsage> {
  return await startMeasured(...words).ended;
}
