// turntape as a user starts it: in a process of its own, which ends with the test's at the latest.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export const program = join(import.meta.dirname, '../bin/turntape.js');

/**
 * For the environment of a process with another home: where this user's turntape keeps what V8 has
 * compiled. A start without it takes three times as much of the processor.
 */
export const compiledCode = {
  NODE_COMPILE_CACHE: join(homedir(), '.cache', 'turntape', 'compiled'),
} as const;

export interface Ended {
  /** null: a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  /** Resolves when it has ended and all that it wrote is read. */
  readonly ended: Promise<Ended>;
  /** Resolves when what it wrote to stderr matches; rejects where it ends before. */
  says(pattern: RegExp): Promise<void>;
}

export interface Surroundings {
  readonly cwd?: string;
  /** All of it; absent: that of the test. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Options of Node itself. */
  readonly node?: readonly string[];
}

const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

export function start(words: readonly string[], { cwd, env, node }: Surroundings = {}): Started {
  const child = spawn(process.execPath, [...(node ?? []), program, ...words], {
    ...(cwd !== undefined && { cwd }),
    ...(env !== undefined && { env }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (part: string) => {
      text[name] += part;
    });
  }
  const ended = once(child, 'close').then(([code]): Ended => {
    running.delete(child);
    return { code, ...text };
  });
  return {
    child,
    ended,
    async says(pattern) {
      const isSaid = new Promise<void>((found) => {
        const look = (): void => {
          if (pattern.test(text.stderr)) found();
        };
        child.stderr.on('data', look);
        look();
      });
      const isOver = ended.then(({ code, stderr }) => {
        if (!pattern.test(stderr)) throw new Error(`ended with ${code}, no ${pattern}: ${stderr}`);
      });
      await Promise.race([isSaid, isOver]);
    },
  };
}

export const run = (words: readonly string[], surroundings?: Surroundings): Promise<Ended> =>
  start(words, surroundings).ended;

export interface Served extends Started {
  readonly url: string;
  /** Ends it, as `kill` does. */
  stop(signal?: NodeJS.Signals): Promise<Ended>;
}

/** Starts a server with `--json`. Resolves when it says where it listens. */
export async function serve(
  words: readonly string[],
  surroundings?: Surroundings,
): Promise<Served> {
  const started = start([...words, '--json'], surroundings);
  const { child, ended } = started;
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  const line = once(lines, 'line').then(([first]: string[]) => first ?? '');
  const gone = ended.then(({ code, stderr }): never => {
    throw new Error(`${words[0]} ended with ${code} before it served: ${stderr}`);
  });
  const { url } = JSON.parse(await Promise.race([line, gone])) as { url: string };
  gone.catch(() => undefined);
  const stop = (signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> => {
    child.kill(signal);
    return ended;
  };
  return { ...started, url, stop };
}
