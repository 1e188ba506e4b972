// A trial that comes packed is stored as one that was played here.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FreshTrial, KeptTurn, PackedTurn, Trial } from '../domain/run.ts';
import { keptExchange } from '../domain/trial.test-support.ts';
import { openDatabase } from '../store/open-database.ts';
import { createRunStore } from '../store/runs.ts';
import { temporaryDatabasePath } from '../store/store.test-support.ts';
import { packTrial, unpackTrial } from './pack-trial.ts';

const secret = 'Bearer made-up-secret';
const bodies = ['{"input":["a"],"tools":[]}', '{"input":["a","ü"],"tools":[]}', '{"other":1}'];
const played: Trial<KeptTurn> = {
  ...{ id: 't_1', scenario: 'a', repeat: 0, variant: 'base', arm: 'on', position: 0 },
  outcome: 'complete',
  turns: bodies.map((body, seq) => ({
    exchange: { ...keptExchange('t_1', seq, body), headers: [['Authorization', secret]] },
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

test('a result with a byte changed or missing is refused in one line, or is the same', () => {
  const { head, rest } = packTrial(played, (headers) => headers);
  const whole = unpackTrial({ head, rest });
  const refused = /^a result of a trial is damaged in the queue/;
  for (const [name, bytes] of Object.entries({ head, rest })) {
    for (let at = 0; at < bytes.length; at++) {
      const cut = { head, rest, [name]: bytes.subarray(0, at) };
      expect(() => unpackTrial(cut)).toThrow(refused);
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      let read: unknown;
      try {
        read = unpackTrial({ head, rest, [name]: flipped });
      } catch (error) {
        expect(String(error)).toMatch(/a result of a trial is damaged in the queue/);
        continue;
      }
      // zstd's header has a bit without a meaning.
      expect(read).toEqual(whole);
    }
  }
});

test('its numbers can be read without unpacking a request', () => {
  const numbers = (trial: Trial): unknown[] =>
    trial.turns.map(({ seq, ttftMs, totalMs, status }) => ({ seq, ttftMs, totalMs, status }));
  expect(numbers(packed())).toEqual(numbers(played));
});

test.each([
  ['has more of the one before than there is', { kept: 1_000 }],
  ['has a negative part', { suffix: -1 }],
])('a request that %s is refused in one line', (_what, change) => {
  const { turns, ...trial } = packed();
  const changed = turns.map((turn) => ({ ...turn, row: { ...turn.row, ...change } }));
  expect(() => rowsOf({ ...trial, turns: changed })).toThrow(
    /^the call 0 of the trial t_1 does not continue the one before/,
  );
});
