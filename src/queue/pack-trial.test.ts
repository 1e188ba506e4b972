// A trial that comes packed is stored as one that was played here.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ExchangeOutline } from '../domain/exchange.ts';
import type { FreshTrial, KeptTurn, PackedTurn, Trial } from '../domain/run.ts';
import { keptExchange } from '../domain/trial.test-support.ts';
import type { HeaderList } from '../lib/header-list.ts';
import { openDatabase } from '../store/open-database.ts';
import { createRunStore } from '../store/runs.ts';
import { temporaryDatabasePath } from '../store/store.test-support.ts';
import { packTrial, unpackTrial } from './pack-trial.ts';

const secret = 'Bearer made-up-secret';
const headers: HeaderList = [
  ['Authorization', secret],
  ['x-request-id', 'a "headers":null\n"headers":null b'],
];
/** The last has no response, and an error that looks like what is stored. */
const received = (seq: number): Pick<ExchangeOutline, 'headers' | 'response' | 'end'> =>
  seq < 2
    ? {
        ...{ headers, end: { outcome: 'complete', error: null, trailers: [], elapsedMs: 2 } },
        response: { status: 200, statusText: '', headers, elapsedMs: 1 },
      }
    : {
        ...{ headers: [], response: null },
        end: { outcome: 'upstream-failed', error: '"headers":null', trailers: [], elapsedMs: 2 },
      };
const bodies = ['{"input":["a"],"tools":[]}', '{"input":["a","ü"],"tools":[]}', '{"other":1}'];
const played: Trial<KeptTurn> = {
  ...{ id: 't_1', scenario: 'a', repeat: 0, variant: 'base', arm: 'on', position: 0 },
  outcome: 'complete',
  turns: bodies.map((body, seq) => ({
    exchange: { ...keptExchange('t_1', seq, body), ...received(seq) },
    ...{ seq, userTurn: 0, step: seq, attempt: 1, status: 200, usage: null, ttftMs: 1.5 },
    ...{ reasoning: { sentTokens: 1, countedTokens: 1, newTokens: 0 }, firstItemMs: null },
    ...{ totalMs: 2, error: null, losses: {} },
  })),
};

let database: ReturnType<typeof openDatabase>;
beforeEach(() => {
  database = openDatabase(temporaryDatabasePath(), { mode: 'write' });
  database.exec("INSERT INTO runs VALUES ('r', 'f', 1, 0, '{}')");
});
afterEach(() => {
  database.close();
});

function rowsOf(trial: FreshTrial): unknown[] {
  const store = createRunStore(database);
  database.exec('DELETE FROM trials');
  store.saveTrial('r', trial);
  return database.prepare('SELECT * FROM trial_turns').all();
}
const packed = (): Trial<PackedTurn> => unpackTrial(packTrial(played, (headers) => headers));

test('its rows are those of the played one, and no secret of a header is in them', () => {
  const rows = rowsOf(played);
  expect(rowsOf(packed())).toEqual(rows);
  expect(rows).toHaveLength(bodies.length);
  expect(JSON.stringify(rows)).not.toContain(secret);
});

test('a result with a byte changed or missing is refused in one line', () => {
  const whole = packTrial(played, (headers) => headers);
  const refused = /^a result of a trial is damaged in the queue/;
  expect(() => unpackTrial(null)).toThrow(refused);
  for (let at = 0; at < whole.length; at++) {
    expect(() => unpackTrial(whole.subarray(0, at))).toThrow(refused);
    const flipped = Buffer.from(whole);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
    expect(() => unpackTrial(flipped)).toThrow(refused);
  }
});

test('its numbers can be read without unpacking a request', () => {
  const numbers = (trial: Trial): unknown[] =>
    trial.turns.map(({ seq, ttftMs, totalMs, status }) => ({ seq, ttftMs, totalMs, status }));
  expect(numbers(packed())).toEqual(numbers(played));
});

test.each([
  ['fewer', []],
  ['more', [[], [], []]],
])('an exchange with %s headers than it says is refused in one line', (_what, lists) => {
  const { turns, ...trial } = packed();
  const changed = turns.map((turn) => ({ ...turn, parts: { ...turn.parts, headers: lists } }));
  expect(() => rowsOf({ ...trial, turns: changed })).toThrow(/^an exchange has other headers/);
});

test.each([
  ['has more of the one before than there is', { kept: 1_000 }],
  ['has a negative part', { suffix: -1 }],
])('a request that %s is refused in one line', (_what, change) => {
  const { turns, ...trial } = packed();
  const changed = turns.map((turn) => ({ ...turn, parts: { ...turn.parts, ...change } }));
  expect(() => rowsOf({ ...trial, turns: changed })).toThrow(
    /^the call 0 of the trial t_1 does not continue the one before/,
  );
});
