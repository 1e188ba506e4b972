// A server of the benchmarks as a process of its own, so that its CPU time and memory are its
// alone.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

const folder = import.meta.dirname;

export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** CPU seconds so far, user and system; null where there is no /proc. */
  cpuSeconds(): number | null;
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

/** A server command of turntape itself. */
export function startTurntape(...args: string[]): Promise<ServerProcess> {
  return start([resolve(folder, '../bin/turntape.js'), ...args, '--json']);
}

async function start(words: readonly string[]): Promise<ServerProcess> {
  const child: ChildProcess = spawn(process.execPath, words, {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise<void>((done) => child.on('close', () => done()));
  const url = await new Promise<string>((found, failed) => {
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
    lines.once('line', (line) => found((JSON.parse(line) as { url: string }).url));
    void ended.then(() => failed(new Error(`${words.join(' ')} ended before it listened`)));
  });
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
    url,
    pid: child.pid ?? 0,
    cpuSeconds() {
      // Fields 14 and 15 of proc(5) stat, in clock ticks of 10 ms; the name before them may have
      // spaces.
      const fields = proc('stat')?.split(') ')[1]?.split(' ');
      return fields === undefined ? null : (Number(fields[11]) + Number(fields[12])) / 100;
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
