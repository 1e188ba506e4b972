// What follows a run: formats, gates with their exit codes, prices, the step summary; and a
// measured run from the database to its verdict.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCommandLine } from '../src/cli/command-line.ts';
import { withExchanges } from '../src/domain/trial.test-support.ts';
import { HarnessError } from '../src/lib/harness-error.ts';
import {
  measuredDefinition,
  measuredTrials,
} from '../src/report/measured/measured.test-support.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { createRunStore } from '../src/store/runs.ts';
import type { Terminal } from '../src/terminal/console.ts';
import { reportSchema } from './report-schema.ts';

let folder: string;
let db: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'turntape-report-'));
  db = join(folder, 'db', 'a.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function turntape(
  argv: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number; out: string; notes: string }> {
  const out: string[] = [];
  const notes: string[] = [];
  const terminal: Terminal = {
    ...{ env, cwd: folder, colour: false, quiet: false, childOwnsStdout: false },
    result: (text) => out.push(text),
    bytes: () => {},
    json: (value) => out.push(JSON.stringify(value)),
    note: (text) => notes.push(text),
    error: (text) => notes.push(text),
  };
  const code = await runCommandLine([...argv, '--db', db], terminal);
  return { code, out: out.join('\n'), notes: notes.join('\n') };
}

const small = `name: small
description: A test.
situation: Made up.
system: [You help.]
tools: []
turns:
  - user: Go.
    steps:
      - reasoning_tokens: 100
        text: Done.
  - user: On.
    steps:
      - text: Done.
`;

/** A measured run of ten scenarios: the arm needs 2,000 of 10,000 uncached tokens less. */
function saveMeasured(id: string, effect: number): void {
  const database = openDatabase(db, { mode: 'write', busyTimeoutMs: 1_000 });
  const store = createRunStore(database);
  store.begin({ ...measuredDefinition(10, 2), id });
  const trials = measuredTrials({
    ...{ scenarios: 10, repeats: 2 },
    uncached: (arm, scenario) => 10_000 + (arm === 'on' ? effect - 10 * scenario : 0),
  });
  for (const trial of trials)
    store.saveTrial(id, withExchanges({ ...trial, id: `${id}_${trial.id}` }));
  store.finish(id);
  database.close();
}

describe('a simulated run', () => {
  beforeEach(async () => {
    writeFileSync(join(folder, 'small.yaml'), small);
    await turntape(['ab', 'small.yaml', '--run', 'one', '--quiet']);
  });

  test('as one HTML file with its charts inside', async () => {
    const { out } = await turntape(['report', 'one', '--format', 'html']);
    const html = readFileSync(join(folder, out), 'utf8');
    expect(html.match(/<svg /g)?.length).toBe(7);
    expect(html).not.toMatch(/<img|<script/);
  });

  test('twice gives the same bytes in every format', async () => {
    for (const format of ['markdown', 'html', 'junit']) {
      const read = async (): Promise<string> =>
        readFileSync(
          join(folder, (await turntape(['report', 'one', '--format', format])).out),
          'utf8',
        );
      expect(await read()).toBe(await read());
    }
  });

  test.each([
    ['input_tokens > +50%', 0],
    ['on: reasoning_tokens_sent > 1', 1],
    ['error_400.attempts > 0', 0],
  ])('--fail-if "%s" exits with %d', async (gate, code) => {
    const found = await turntape(['report', 'one', '--fail-if', gate, '--format', 'junit']);
    expect(found.code).toBe(code);
    const xml = readFileSync(join(folder, found.out), 'utf8');
    expect(xml).toContain(`failures="${code}"`);
    if (code === 1)
      expect(found.notes).toContain('failed: on: reasoning_tokens_sent > 1 (on): small:');
  });

  test('ab judges as report does, and refuses a bad gate before it plays', async () => {
    const found = await turntape(['ab', 'small.yaml', '--fail-if', 'reasoning_tokens_sent > 1']);
    expect(found.code).toBe(1);
    await expect(turntape(['ab', 'small.yaml', '--fail-if', 'nonsense > 1'])).rejects.toThrow(
      HarnessError,
    );
  });

  test.each([
    ['models: {}\n', 'prices.yaml: date: '],
    ['root:x:0:0\n', 'prices.yaml: the file: '],
    [null, 'cannot read prices.yaml: '],
  ])('ab refuses prices that say %j before it plays', async (text, message) => {
    if (text !== null) writeFileSync(join(folder, 'prices.yaml'), text);
    const run = turntape(['ab', 'small.yaml', '--run', 'two', '--prices', 'prices.yaml']);
    await expect(run).rejects.toThrow(message);
    await expect(turntape(['report', 'two'])).rejects.toThrow('two');
  });

  test('prices of a file replace the list', async () => {
    writeFileSync(
      join(folder, 'prices.yaml'),
      'date: 2026-11-01\nsource: mine\nmodels:\n  gpt-5.5: { input: 1, cached_input: 0, output: 0 }\n',
    );
    const { out } = await turntape([
      'report',
      'one',
      '--format',
      'json',
      '--prices',
      'prices.yaml',
    ]);
    const { arms, price } = reportSchema.parse(JSON.parse(out));
    expect(price).toMatchObject({ source: 'mine', date: '2026-11-01' });
    const off = arms['off'];
    expect(off?.cost_usd).toBeCloseTo((off?.uncached_input_tokens ?? 0) / 1e6, 12);
    writeFileSync(join(folder, 'bad.yaml'), 'date: 2026-11-01\nsource: mine\nmodels: { a: {} }\n');
    await expect(turntape(['report', 'one', '--prices', 'bad.yaml'])).rejects.toThrow(
      'bad.yaml: models.a.input',
    );
  });

  test('goes into the step summary', async () => {
    const summary = join(folder, 'summary.md');
    await turntape(['report', 'one'], { GITHUB_STEP_SUMMARY: summary });
    expect(readFileSync(summary, 'utf8')).toMatch(/^# off, on: what the simulator says/);
  });
});

describe('a measured run', () => {
  test('has a verdict, intervals and n in JSON', async () => {
    saveMeasured('live', -2_000);
    const { out } = await turntape(['report', 'live', '--format', 'json']);
    const { label, verdicts, comparisons } = reportSchema.parse(JSON.parse(out));
    expect(label).toBe('measured');
    expect(verdicts).toMatchObject([{ arm: 'on', verdict: 'better', clusters: 10, pairs: 20 }]);
    expect(comparisons.slice(0, 2)).toMatchObject([
      { metric: 'cost_usd', kind: 'interval', n: 10, verdict: 'better' },
      { metric: 'uncached_input_tokens', kind: 'interval', n: 10, effect: -2_045 },
    ]);
    // 2,045 tokens at $5 a million, and what is cached is the same.
    expect(comparisons[0]?.effect).toBeCloseTo(-0.010225, 9);
  });

  test('fails, passes or leaves open a gate by its interval', async () => {
    saveMeasured('live', 400);
    const gate = async (text: string, ...more: string[]): Promise<number> =>
      (await turntape(['report', 'live', '--fail-if', text, '--format', 'json', ...more])).code;
    expect(await gate('uncached_input_tokens > +2%')).toBe(1);
    expect(await gate('uncached_input_tokens > +5%')).toBe(0);
    expect(await gate('uncached_input_tokens > +3.5%')).toBe(3);
    expect(await gate('uncached_input_tokens > +3.5%', '--allow-inconclusive')).toBe(0);
  });

  test('its page is about measurements', async () => {
    saveMeasured('live', -2_000);
    const { out } = await turntape(['report', 'live']);
    const page = readFileSync(join(folder, out), 'utf8');
    expect(page).toMatch(/\*\*Measured\. `on` is better than `off`/);
    expect(page).toContain('Declared population: synthetic sessions.');
    const html = (await turntape(['report', 'live', '--format', 'html'])).out;
    expect(readFileSync(join(folder, html), 'utf8').match(/<svg /g)?.length).toBe(8);
  });

  test('is the pilot of a plan', async () => {
    saveMeasured('live', -2_000);
    const { out } = await turntape(['plan', 'live', '--sessions', '8,20', '--json']);
    const { label, plans } = JSON.parse(out);
    expect(label).toBe('measured');
    // 20 sessions x 3 repeats x 2 arms
    expect(plans[1]).toMatchObject({ sessions: 20, trials: 120, requests: 240 });
    expect(plans[1].minimum_detectable.uncached_input_tokens).toBeLessThan(
      plans[0].minimum_detectable.uncached_input_tokens,
    );
    await expect(turntape(['plan', 'live', '--sessions', '1'])).rejects.toThrow('--sessions 1');
    await expect(turntape(['plan', 'live', '--sd', '-1'])).rejects.toThrow('--sd -1');
    await expect(turntape(['plan', 'lve'])).rejects.toThrow(HarnessError);
  });
});
