// Agent traces in every arm that can play them, under four assumptions, by two workers: the rows
// and the report of one process. The traces are made up; TURNTAPE_PLAYED_TRACES=DIR plays those of
// a folder. `npm run test:chaos` plays it: npm test has a smaller one in queue.test.ts.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { redisProgram } from './queue-processes.test-support.ts';
import {
  folder,
  processes,
  readResult,
  removeRun,
  serve,
  start,
} from './queue-run.test-support.ts';

afterAll(async () => {
  await processes.stop();
  removeRun();
});

const sessions = 4;
const requests = 15;

/** Grows by some blocks with each request, and goes back into the history at every fifth. */
function madeUpTrace(session: number): object {
  const blocks = (from: number, count: number): number[] =>
    Array.from({ length: count }, (_, index) => 1_000_000 * session + from + index);
  return {
    ...{ id: `made_up_${session}`, block_size: 64, tool_tokens: 1300, system_tokens: 700 },
    requests: Array.from({ length: requests }, (_, index) => {
      const length = 60 + 9 * index + session;
      const edited = index % 5 === 4 ? blocks(100_000 + 100 * index, 12) : [];
      const hash_ids = [...blocks(0, length - edited.length), ...edited];
      return { ...{ t: 10 * index, type: 'n', in: 64 * length, out: 150 }, hash_ids };
    }),
  };
}

function tracesFolder(): string {
  const given = process.env['TURNTAPE_PLAYED_TRACES'];
  if (given !== undefined) return given;
  const made = join(folder, 'made-up');
  mkdirSync(made);
  for (let session = 0; session < sessions; session++) {
    writeFileSync(join(made, `${session}.json`), JSON.stringify(madeUpTrace(session)));
  }
  return made;
}

test.skipIf(redisProgram === undefined)(
  'two workers play agent traces as one process does',
  {
    timeout: 3_600_000,
  },
  async () => {
    const words = ['ab', '--traces', tracesFolder(), '--reasoning-tokens', '400,0,100,1500'];
    const arms = ['bare', 'off', 'on'].flatMap((name) => ['--arm', name]);
    const play = (name: string, ...more: string[]) =>
      start([
        ...[...words, ...arms, '--run', 'r', '--no-charts', '--db', `${name}.db`, '--out', name],
        ...more,
      ]).ended;
    const { url } = await serve();
    expect((await play('one')).code).toBe(0);
    for (let worker = 0; worker < 2; worker++) start(['worker', url]);
    expect((await play('two', '--queue', url)).code).toBe(0);
    const expected = readResult('one');
    expect(expected.trials.length).toBeGreaterThan(sessions * 3 * 4);
    expect(readResult('two')).toEqual(expected);
  },
);
