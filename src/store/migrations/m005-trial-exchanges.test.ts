// Runs that older versions saved.
import { zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openDatabase } from '../open-database.ts';
import { createRunStore } from '../runs.ts';
import { temporaryDatabasePath } from '../store.test-support.ts';
import { migrations } from './registry.ts';

const usage = {
  input_tokens: 2000,
  input_tokens_details: { cached_tokens: 1024 },
  output_tokens: 50,
  output_tokens_details: { reasoning_tokens: 40 },
  total_tokens: 2050,
};
const options = { session_header: true };
const definition = {
  id: 'r_old',
  sideBySide: [],
  scenarios: [],
  variants: [{ name: 'base', parameters: {} }],
  arms: [
    { name: 'on', agent: 'scripted', options },
    { name: 'bare', agent: 'scripted', options: { session_header: false } },
  ],
};
/** What the first versions noted of a request. */
const oldest = {
  userTurn: 0,
  attempt: 1,
  status: 200,
  usage,
  ttftMs: 40,
  firstItemMs: 30,
  totalMs: 90,
  reasoning: { sentTokens: 1, countedTokens: 1, newTokens: 0 },
  error: null,
  losses: {},
};
/** What later ones noted besides. */
const later = {
  startedAtMs: 5000,
  sessionHeader: 'a-session',
  account: 'org-1',
  answeredBy: 'gpt-5.5',
  firstTextMs: 50,
  lastOutputMs: 80,
  theoreticalCachedTokens: 1152,
  errorCode: null,
  reasoningItems: { returned: 1, replayed: 0 },
  calls: 1,
};

/** A database as the version before left it, with the turns of one trial. */
function openOld(arm: string, records: readonly object[], bodies: readonly [number, string][]) {
  const path = temporaryDatabasePath();
  const database = openDatabase(path, { mode: 'write', migrations: migrations.slice(0, 4) });
  database
    .prepare('INSERT INTO runs (id, fingerprint, started_at_ms, definition) VALUES (?, ?, ?, ?)')
    .run('r_old', 'f', 1, JSON.stringify(definition));
  database.exec(`INSERT INTO trials (id, run, position, scenario, repeat, variant, arm, outcome)
    VALUES ('t_old', 'r_old', 0, 'a', 0, 'base', '${arm}', 'complete')`);
  const insert = database.prepare(
    "INSERT INTO trial_turns (trial, seq, record, kept, rest) VALUES ('t_old', ?, ?, ?, ?)",
  );
  for (const [seq, record] of records.entries()) {
    const [kept, rest] = bodies[seq] ?? [0, '{}'];
    const text = JSON.stringify({ seq, step: seq, ...record });
    insert.run(seq, text, kept, zstdCompressSync(Buffer.from(rest)));
  }
  database.close();
  return openDatabase(path, { mode: 'change' });
}

test('the numbers of a run of an older version are read as it saved them', () => {
  const database = openOld('on', [{ ...oldest, ...later }], []);
  const [trial] = createRunStore(database).readTrials('r_old');
  expect(trial?.turns).toEqual([
    {
      seq: 0,
      step: 0,
      ...oldest,
      usage: {
        inputTokens: 2000,
        cachedTokens: 1024,
        cacheWriteTokens: null,
        outputTokens: 50,
        reasoningTokens: 40,
        raw: usage,
      },
      answeredBy: 'gpt-5.5',
      firstTextMs: 50,
      lastOutputMs: 80,
      errorCode: null,
      theoreticalCachedTokens: 1152,
      reasoningItems: { returned: 1, replayed: 0 },
      calls: 1,
    },
  ]);
  database.close();
});

test('its exchanges hold what it noted of them', () => {
  const records = [
    { ...oldest, ...later },
    { ...oldest, ...later, sessionHeader: null },
  ];
  const database = openOld('on', records, [
    [0, '{"input":["a"]}'],
    [13, ',"b"]}'],
  ]);
  const turns = createRunStore(database).readTrial('t_old')?.turns ?? [];
  expect(turns.map(({ exchange }) => new TextDecoder().decode(exchange.body))).toEqual([
    '{"input":["a"]}',
    '{"input":["a","b"]}',
  ]);
  expect(turns[0]?.exchange).toMatchObject({
    id: 't_old/0',
    startedAtMs: 5000,
    headers: [['session-id', 'a-session']],
    response: { status: 200, headers: [['openai-organization', 'org-1']] },
    end: { outcome: 'complete', error: null, elapsedMs: 90 },
  });
  expect(turns[1]?.exchange.headers).toEqual([]);
  database.close();
});

test('what the first versions did not note is what they did', () => {
  const records = [oldest, { ...oldest, conversation: 'agent-1' }];
  const headersOf = (arm: string) => {
    const database = openOld(arm, records, []);
    const turns = createRunStore(database).readTrial('t_old')?.turns ?? [];
    database.close();
    // A turn began where the one before had ended.
    expect(turns.map(({ exchange }) => exchange.startedAtMs)).toEqual([0, 90]);
    return turns.map(({ exchange }) => exchange.headers);
  };
  expect(headersOf('on')).toEqual([[['session-id', 't_old']], [['session-id', 't_old/agent-1']]]);
  expect(headersOf('bare')).toEqual([[], []]);
});

test('a damaged row does not keep the rest from being read', () => {
  const path = temporaryDatabasePath();
  const old = openDatabase(path, { mode: 'write', migrations: migrations.slice(0, 4) });
  old.exec(`INSERT INTO runs (id, fingerprint, started_at_ms, definition) VALUES ('r', 'f', 1, '{');
    INSERT INTO trials (id, run, position, scenario, repeat, variant, arm, outcome)
      VALUES ('t', 'r', 0, 'a', 0, 'base', 'on', 'complete');
    INSERT INTO trial_turns (trial, seq, record, kept, rest) VALUES ('t', 0, 'null', 0, x'');`);
  old.close();
  const database = openDatabase(path, { mode: 'change' });
  const store = createRunStore(database);
  expect(store.listTrials('r')).toEqual([{ id: 't', outcome: 'complete' }]);
  expect(() => store.readTrial('t')).toThrow(/^the trial `t` is damaged/);
  database.close();
});

test.each([
  [{ status: 0, error: 'no route' }, null, 'upstream-failed', 'no route'],
  [
    { error: 'the connection was cut', errorCode: 'cut' },
    200,
    'upstream-aborted',
    'the connection was cut',
  ],
  [
    { error: 'the client left', errorCode: 'client-left' },
    200,
    'client-aborted',
    'the client left',
  ],
  [{ status: 400, error: '400 no', errorCode: 'http-400' }, 400, 'complete', null],
] as const)('how a request ended: %o', (record, status, outcome, error) => {
  const database = openOld('on', [{ ...oldest, ...record }], []);
  const [turn] = createRunStore(database).readTrial('t_old')?.turns ?? [];
  expect(turn?.exchange.response?.status ?? null).toBe(status);
  expect(turn?.exchange.end).toMatchObject({ outcome, error });
  database.close();
});
