// `explain` from the command line: the trials of a run, a fixture's session, errors.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCommandLine } from '../src/cli/command-line.ts';
import type { ExplainedCall } from '../src/explain/explain-call.ts';
import type { ExplainSummary } from '../src/explain/summarise.ts';
import { HarnessError } from '../src/lib/harness-error.ts';
import type { Terminal } from '../src/terminal/console.ts';

let folder: string;
const scenario = `name: small
description: two user turns
situation: hand-written for this test, long enough to be cached
system: [{ words: 1500 }]
tools: [{ name: Bash, description: Runs. }]
request: { output_config: { effort: high } }
turns:
  - user: Go.
    steps:
      - { reasoning_tokens: 400, calls: [{ name: Bash, input: { command: ls }, result: { words: 1300 } }] }
      - { reasoning_tokens: 50, text: Done. }
  - user: Continue.
    steps:
      - { reasoning_tokens: 50, text: Done again. }
`;

async function turntape(...argv: string[]): Promise<string> {
  let out = '';
  const terminal: Terminal = {
    ...{ env: {}, cwd: folder, colour: false, quiet: false, childOwnsStdout: false },
    result: (text) => {
      out += `${text}\n`;
    },
    bytes: () => {},
    json: (value) => {
      out += JSON.stringify(value);
    },
    note: () => {},
    error: () => {},
  };
  expect(await runCommandLine([...argv, '--db', join(folder, 'a.db')], terminal)).toBe(0);
  return out;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'turntape-explain-'));
  const path = join(folder, 'small.yaml');
  writeFileSync(path, scenario);
  const arms = ['--arm', 'off', '--arm', 'on'];
  await turntape('ab', path, '--run', 'one', ...arms, '--sweep', 'cache_outputs=none,full');
});
afterAll(() => rmSync(folder, { recursive: true }));

test('every trial of a run: the causes add up, with the cache that it was played with', async () => {
  const { sessions: trials } = JSON.parse(await turntape('explain', 'one', '--json')) as {
    sessions: { arm: string; variant: string; turns: ExplainedCall[] }[];
  };
  expect(trials.length).toBeGreaterThanOrEqual(4);
  for (const { arm, variant, turns } of trials) {
    expect(turns).toHaveLength(3);
    for (const { scale, breaks, lost_tokens } of turns) {
      expect(scale).toBe(1);
      expect(breaks.reduce((sum, one) => sum + one.tokens_lost, 0)).toBe(lost_tokens);
    }
    const named = new Set(turns.flatMap(({ breaks }) => breaks.map(({ cause }) => cause)));
    for (const cause of ['unknown', 'server-miss', 'unexpected-hit'] as const) {
      expect(named.has(cause)).toBe(false);
    }
    expect(named.has('reasoning-ignored')).toBe(arm === 'on');
    const loses = arm === 'off' && variant.includes('cache_outputs=full');
    if (!loses) expect(named.has('call-after-dropped-reasoning')).toBe(false);
  }
});

test('one arm, as text and as a markdown section', async () => {
  const text = await turntape('explain', 'one', '--arm', 'on');
  expect(text).not.toContain('arm off');
  expect(text).toMatch(/call 2 leaves call 1: reasoning-ignored at \/input\/\d+ \(byte [\d,]+\)/);
  expect(text).toContain('reusable');
  const markdown = await turntape('explain', 'one', '--arm', 'on', '--format', 'markdown');
  expect(markdown).toMatch(/^### Where the cache breaks: arm on, small/);
  expect(markdown).toMatch(/\| `first-turn` \| [\d,]+ \| \$[\d.]+ \| 1 \|/);
});

test('the report of the run says it too, per arm', async () => {
  await turntape('report', 'one');
  const page = readFileSync(join(folder, 'reports', 'one', 'report.md'), 'utf8');
  expect(page).toContain('## Where the cache breaks');
  expect(page).toMatch(
    /### Where the cache breaks: arm off[\s\S]*### Where the cache breaks: arm on/,
  );
  const last = page.slice(page.indexOf('### Where the cache breaks: arm on'));
  expect(last).toMatch(/\| `reasoning-ignored` \| [1-9]/);
});

test('several sessions: each, and how well tokens are counted locally, per client', async () => {
  const recordings = join(import.meta.dirname, '..', 'recordings');
  const named = ['codex-tool-loop', 'claude-code-tool-loop:on'].map((name) =>
    join(recordings, name),
  );
  const { sessions, counts } = JSON.parse(await turntape('explain', ...named, '--json')) as {
    sessions: { fixture: string; turns: ExplainedCall[] }[];
    counts: { client: string; turns: number; scale: number; median_error: number }[];
  };
  expect(sessions.map(({ fixture }) => fixture)).toEqual([
    'codex-tool-loop',
    'claude-code-tool-loop:on',
  ]);
  expect(counts.map(({ client, turns }) => [client, turns])).toEqual([
    ['codex', 6],
    ['claude', 6],
  ]);
  for (const { scale, median_error } of counts) {
    // Pseudonymising keeps tokens within 3%, and equally for all turns of a session.
    expect(Math.abs(scale - 1)).toBeLessThan(0.03);
    expect(median_error).toBeLessThan(0.01);
  }
  expect(await turntape('explain', ...named)).toMatch(/client +sessions +calls .*median error/);
});

test.each([
  [['explain', 'one', '--arm', 'up'], /no trial of an arm `up`/],
  [['explain', 's_nothing'], /no session or exchange `s_nothing`/],
])('%j says what is wrong', async (argv, message) => {
  await expect(turntape(...argv)).rejects.toSatisfy(
    (error) => error instanceof HarnessError && message.test(error.message),
  );
});

test('what the vendor says of a miss is beside the cause, and how often both agree', async () => {
  const asks = ['--set', 'cache_diagnostics=request', '--model', 'gpt-5.6-sol', '--arm', 'on'];
  const api = ['--sim', 'profile_backend=openai', '--sim', 'cache_outputs=none'];
  await turntape('ab', 'late-tools', '--run', 'asked', ...asks, ...api);
  const words = ['explain', 'asked', '--json', '--arm', 'on'];
  const { sessions: trials } = JSON.parse(await turntape(...words)) as {
    sessions: ({ turns: ExplainedCall[] } & Pick<ExplainSummary, 'agreement'>)[];
  };
  const [trial] = trials;
  expect(trial?.turns[0]).not.toHaveProperty('vendor_reason');
  expect(trial?.turns[1]?.vendor_reason?.reason).toBe('tools_changed');
  const { agreement = [] } = trial ?? {};
  expect(agreement).toContainEqual({
    ...{ cause: 'tool-inserted', vendor_reason: 'tools_changed', calls: 2, agrees: true },
  });
  expect(agreement.reduce((calls, row) => calls + row.calls, 0)).toBe(
    (trial?.turns.length ?? 0) - 1,
  );
  const text = await turntape('explain', 'asked', '--arm', 'on');
  expect(text).toMatch(/cause +the vendor says +calls +agree/);
  expect(text).toMatch(/tool-inserted +tools_changed +2 +yes/);
  const markdown = await turntape('explain', 'asked', '--arm', 'on', '--format', 'markdown');
  expect(markdown).toContain('| tool-inserted | tools_changed | 2 | yes |');
});

test('--profile: the cache rules that learn wrote hold, and --sim overrides them', async () => {
  const rule = (value: unknown, more = {}) => ({ value, n: 9, confidence: 'high', ...more });
  const rules = {
    cache_step: rule(2048, { quantum: 2048 }),
    hidden_prefix_tokens: rule(0),
  };
  const periods = [{ from: null, to: null, rules }];
  const profile = { schema: 1, label: 'measured', models: [{ model: 'gpt', periods }] };
  const path = join(folder, 'profile.json');
  writeFileSync(path, JSON.stringify(profile));
  const fixture = join(import.meta.dirname, '..', 'recordings', 'codex-tool-loop');
  const possibleOf = async (...flags: string[]): Promise<number[]> => {
    const { sessions } = JSON.parse(await turntape('explain', fixture, '--json', ...flags)) as {
      sessions: { turns: ExplainedCall[] }[];
    };
    return sessions
      .flatMap(({ turns }) => turns)
      .map(({ theoretical_cached_tokens: held }) => held);
  };
  const plain = await possibleOf();
  const given = await possibleOf('--profile', path);
  expect(given).not.toEqual(plain);
  expect(given).toEqual(await possibleOf('--sim', 'cache_quantum=2048'));
  const overridden = ['--sim', 'cache_quantum=128', '--sim', 'cache_step=128'];
  expect(await possibleOf('--profile', path, ...overridden)).toEqual(
    await possibleOf(...overridden),
  );
});

test('reasoning that was sent behind a changed history is named, and counts agree', async () => {
  const bound = ['--sim', 'history_bound_reasoning=dropped', '--sim', 'context_rule=all_turns'];
  await turntape('ab', 'late-tools', '--run', 'bound', '--arm', 'on', ...bound);
  const explained = JSON.parse(await turntape('explain', 'bound', '--json', '--arm', 'on')) as {
    sessions: { turns: ExplainedCall[] }[];
  };
  const turns = explained.sessions[0]?.turns ?? [];
  // Calls 1 and 7 have a tool more than those before them; call 2 did not reason.
  expect(turns.map(({ withheld_reasoning: one }) => one?.calls)).toEqual([
    undefined,
    ...Array<number[]>(6).fill([0]),
    ...Array<number[]>(6).fill([0, 1, 3, 4, 5, 6]),
  ]);
  for (const { scale, actual_cached_tokens, theoretical_cached_tokens } of turns) {
    expect(scale).toBe(1);
    expect(actual_cached_tokens).toBe(theoretical_cached_tokens);
  }
  const text = await turntape('explain', 'bound', '--arm', 'on');
  expect(text).toMatch(/reasoning of call 0 sent and not counted \(\d+ tokens\)/);
  expect(text).toMatch(/reasoning of calls 0 to 1, 3 to 6 sent and not counted \(\d+ tokens\)/);
});

test('--side is refused where it would be ignored', async () => {
  const fixture = 'recordings/codex-tool-loop';
  await expect(turntape('explain', fixture, '--side', 'client')).rejects.toThrow(/is a fixture/);
  await expect(turntape('explain', 'one', '--side', 'client')).rejects.toThrow(/is a run/);
});

test('a cost that has no price is a dash, with the model and the way out; --prices gives one', async () => {
  const file = join(folder, 'prices.yaml');
  const prices = (model: string): string =>
    `date: 2026-11-01\nsource: invoice\nmodels:\n  ${model}: { input: 1000, cached_input: 0, output: 1 }\n`;
  writeFileSync(file, prices('gpt-5.5'));
  const [first = ''] = await explainedRows('--prices', 'prices.yaml');
  const [, cause, tokens, cost] = /^(\S+) +([\d,]+) +(\S+)/.exec(first) ?? [];
  expect(cause).toBe('first-turn');
  expect(cost).toBe(`$${(Number(tokens?.replaceAll(',', '')) / 1000).toFixed(4)}`);

  writeFileSync(file, prices('another'));
  const page = await turntape('explain', 'one', '--arm', 'on', '--prices', 'prices.yaml');
  expect(page).toMatch(/^first-turn +[\d,]+ +- /m);
  expect(page).toContain('cost `-`: the price of gpt-5.5 is not known; --prices FILE gives one');
  const [{ unpriced_models: unpriced }] = (
    JSON.parse(await turntape('explain', 'one', '--prices', 'prices.yaml', '--json')) as {
      sessions: [ExplainSummary];
    }
  ).sessions;
  expect(unpriced).toEqual(['gpt-5.5']);
});

/** Rows of the causes of the first trial of arm `on`. */
async function explainedRows(...flags: string[]): Promise<string[]> {
  const page = await turntape('explain', 'one', '--arm', 'on', ...flags);
  const lines = page.split('\n');
  return lines.slice(lines.findIndex((line) => line.startsWith('cause ')) + 1);
}
