// A server of the benchmarks as a process of its own, so that its CPU time and memory are its
// alone.
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

const folder = import.meta.dirname;

export interface ServerProcess {
  readonly url: string;
  /** Address of its live page, with the token; null: started without `--view`. */
  readonly view: string | null;
  readonly pid: number;
  /** CPU seconds so far, user and system; null where there is no /proc. */
  cpuSeconds(): number | null;
  /** The same by the names of its threads; empty where there is no /proc. */
  cpuSecondsByThread(): ReadonlyMap<string, number>;
  /** Peak resident memory in megabytes; null where there is no /proc. */
  peakMegabytes(): number | null;
  /** Resident memory now in megabytes; null where there is no /proc. */
  residentMegabytes(): number | null;
  stop(): Promise<void>;
}

/** A server in `bench/children`. */
export function startChild(name: string, ...args: string[]): Promise<ServerProcess> {
  return start([resolve(folder, 'children', name), ...args]);
}

/** What a server says on stdout, one JSON line for each. */
interface Announced {
  readonly event?: string;
  readonly url: string;
}

/** `bin/turntape.js` of another clone, to be measured in place of this one. */
export const otherProgram = process.env['TURNTAPE_BENCH_PROGRAM'];

/** A server command of turntape itself. */
export function startTurntape(...args: string[]): Promise<ServerProcess> {
  return start([otherProgram ?? resolve(folder, '../bin/turntape.js'), ...args, '--json']);
}

/**
 * Fields 14 and 15 of proc(5) stat, in clock ticks of 10 ms; the name before them may have spaces.
 */
function secondsIn(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(') ') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function threadsOf(pid: number | undefined): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

async function start(words: readonly string[]): Promise<ServerProcess> {
  const child: ChildProcess = spawn(process.execPath, words, {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise<void>((done) => child.on('close', () => done()));
  const isWhole = (said: readonly Announced[]): boolean =>
    said.length > 0 && (!words.includes('--view') || said.some(({ event }) => event === 'view'));
  const announced = await new Promise<Announced[]>((found, failed) => {
    const said: Announced[] = [];
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    lines.on('line', (line) => {
      if (isWhole(said)) return;
      said.push(JSON.parse(line) as Announced);
      if (isWhole(said)) found(said);
    });
    void ended.then(() => failed(new Error(`${words.join(' ')} ended before it listened`)));
  });
  const view = announced.find(({ event }) => event === 'view')?.url ?? null;
  const url = announced.find(({ event }) => event !== 'view')?.url ?? '';
  const proc = (file: string): string | null => {
    try {
      return readFileSync(`/proc/${child.pid}/${file}`, 'utf8');
    } catch {
      return null;
    }
  };
  const statusMegabytes = (field: string): number | null => {
    const found = new RegExp(`${field}:\\s+(\\d+)`).exec(proc('status') ?? '');
    return found === null ? null : Number(found[1]) / 1024;
  };
  return {
    ...{ url, view },
    pid: child.pid ?? 0,
    cpuSeconds() {
      const stat = proc('stat');
      return stat === null ? null : secondsIn(stat);
    },
    cpuSecondsByThread() {
      const seconds = new Map<string, number>();
      for (const thread of threadsOf(child.pid)) {
        const stat = proc(`task/${thread}/stat`) ?? '';
        const name = /\((.*)\)/.exec(stat)?.[1];
        if (name !== undefined) seconds.set(name, (seconds.get(name) ?? 0) + secondsIn(stat));
      }
      return seconds;
    },
    peakMegabytes: () => statusMegabytes('VmHWM'),
    residentMegabytes: () => statusMegabytes('VmRSS'),
    stop() {
      child.kill('SIGINT');
      const late = setTimeout(() => child.kill('SIGKILL'), 5000);
      return ended.then(() => clearTimeout(late));
    },
  };
}
