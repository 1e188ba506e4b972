// Commands of turntape as processes around a Redis, for the tests of `ab --queue`.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import {
  findRedisServer,
  startRedis,
  type TestRedis,
} from '../src/reasoning-store/redis-server.test-support.ts';

const program = resolve(import.meta.dirname, '../bin/turntape.js');

/** The server's program; undefined: none is installed, which is said. */
export const redisProgram = findRedisServer();
if (redisProgram === undefined) {
  process.stderr.write('\ntrials on a queue: SKIPPED, no redis-server or valkey-server is here\n');
}

export interface Ended {
  readonly code: number | null;
  /** On stdout. */
  readonly printed: string;
  /** On stderr. */
  readonly told: string;
}

export interface Running {
  readonly child: ChildProcess;
  /** Resolves when its stderr matches; rejects when it ends before. */
  says(pattern: RegExp): Promise<void>;
  readonly ended: Promise<Ended>;
}

export interface Processes {
  start(words: readonly string[], env?: Readonly<Record<string, string>>): Running;
  /** @param port of a server that was stopped; absent: a free one */
  serve(port?: number): Promise<TestRedis>;
  /** Kills what still runs. */
  stop(): Promise<void>;
}

/** @param folder in which the commands run */
export function createProcesses(folder: string): Processes {
  const open: { stop(): unknown }[] = [];
  return {
    start(words, more = {}) {
      const env = { ...process.env, CI: 'false', ...more };
      const stdio = ['ignore', 'pipe', 'pipe'] as const;
      const child = spawn(process.execPath, [program, ...words], {
        ...{ cwd: folder, env, stdio: [...stdio] },
      });
      let printed = '';
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        printed += text;
      });
      let told = '';
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        told += text;
      });
      const ended = once(child, 'close').then(([code]) => ({
        code: code as number | null,
        ...{ printed, told },
      }));
      open.push({
        stop() {
          child.kill('SIGKILL');
          return ended;
        },
      });
      return {
        child,
        ended,
        async says(pattern) {
          const isOver = ended.then(({ code }) => {
            if (!pattern.test(told)) throw new Error(`ended with ${code}, no ${pattern}: ${told}`);
          });
          const isSaid = new Promise<void>((found) => {
            const look = (): void => {
              if (pattern.test(told)) found();
            };
            child.stderr?.on('data', look);
            look();
          });
          await Promise.race([isSaid, isOver]);
        },
      };
    },
    async serve(port) {
      const redis = await startRedis(redisProgram ?? '', port);
      open.push(redis);
      return redis;
    },
    async stop() {
      for (const one of open.splice(0).reverse()) await one.stop();
    },
  };
}
