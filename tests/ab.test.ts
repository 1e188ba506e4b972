// `ab` and `report` from the command line to the files, on the embedded simulator.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runCommandLine } from '../src/cli/command-line.ts';
import { HarnessError } from '../src/lib/harness-error.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { createRunStore } from '../src/store/runs.ts';
import type { Terminal } from '../src/terminal/console.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'turntape-ab-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const small = `name: small
description: two calls
situation: hand-written for this test, long enough to be cached
system: [{ words: 1500 }]
tools: [{ name: Bash, description: Runs. }]
request: { output_config: { effort: high } }
turns:
  - user: Go.
    steps:
      - { reasoning_tokens: 400, calls: [{ name: Bash, input: { command: ls }, result: { words: 300 } }] }
      - { reasoning_tokens: 100, calls: [{ name: Bash, input: { command: pwd }, result: { words: 300 } }] }
      - { reasoning_tokens: 50, text: Done. }
`;

/**
 * Runs one command line in the folder.
 * @param onResult sees what is printed, also where the command then fails
 */
async function turntape(
  argv: readonly string[],
  env: Record<string, string> = {},
  onResult: (text: string) => void = () => {},
): Promise<{ code: number; out: string; notes: string[] }> {
  let out = '';
  const notes: string[] = [];
  const terminal: Terminal = {
    env,
    cwd: folder,
    colour: false,
    quiet: false,
    childOwnsStdout: false,
    result: (text) => {
      out += `${text}\n`;
      onResult(text);
    },
    bytes: () => {},
    json: (value) => {
      out += JSON.stringify(value);
      onResult(JSON.stringify(value));
    },
    note: (text) => notes.push(text),
    error: (text) => notes.push(text),
  };
  const db = join(folder, 'db', 'a.db');
  const code = await runCommandLine([...argv, '--db', db], terminal);
  return { code, out, notes };
}

async function errorOf(argv: readonly string[]): Promise<string> {
  try {
    await turntape(argv);
  } catch (error) {
    if (error instanceof HarnessError) return `${error.code}: ${error.message}. ${error.hint}`;
    throw error;
  }
  return 'no error';
}

function writeSmall(text = small): string {
  writeFileSync(join(folder, 'small.yaml'), text);
  return 'small.yaml';
}

describe('turntape ab', () => {
  test('arms follow the lite contract of the modelled backend, unless they are told not to', async () => {
    const outcomes = async (...more: string[]): Promise<string[]> => {
      const lite = ['--model', 'gpt-5.6-sol', '--sim', 'rules_on=lite-required', '--json'];
      const arms = ['--arm', 'off', '--arm', 'on', '--arm', 'native'];
      const { out } = await turntape(['ab', writeSmall(), ...arms, ...lite, ...more]);
      const { run } = JSON.parse(out) as { run: string };
      const database = openDatabase(join(folder, 'db', 'a.db'), { mode: 'read' });
      const trials = createRunStore(database).readTrials(run);
      database.close();
      return [...new Set(trials.map(({ arm, outcome }) => `${arm} ${outcome}`))].sort();
    };
    expect(await outcomes()).toEqual(['native complete', 'off complete', 'on complete']);
    // Codex's own request follows the contract whatever the translator does.
    const never = ['native complete', 'off stopped', 'on stopped'];
    expect(await outcomes('--set', 'lite=never')).toEqual(never);
    // The public API has no such contract, so the arms do not follow it there.
    expect(await outcomes('--sim', 'profile_backend=openai')).toEqual(never);
  });

  test('a scenario draws its reasoning where it says so, and plays its file where asked', async () => {
    const reasoned = async (text: string, ...more: string[]): Promise<[string, unknown]> => {
      const arm = ['--arm', 'off', '--sim', 'cache_outputs=none', '--json'];
      const { out } = await turntape(['ab', writeSmall(text), ...arm, ...more]);
      const { run } = JSON.parse(out) as { run: string };
      const store = createRunStore(openDatabase(join(folder, 'db', 'a.db'), { mode: 'read' }));
      const turns = store.readTrials(run)[0]?.turns ?? [];
      const tokens = turns.map(({ usage }) => usage?.reasoningTokens).join();
      const record = store
        .readDefinition(run)
        ?.parameters.find(({ name }) => name === 'reasoning_per_call');
      return [tokens, record?.value];
    };
    const measured = `${small}reasoning: measured\n`;
    expect(await reasoned(small)).toEqual(['400,100,50', undefined]);
    expect(await reasoned(measured, '--reasoning-tokens', 'as-written')).toEqual([
      '400,100,50',
      undefined,
    ]);
    const [drawn, said] = await reasoned(measured);
    expect(drawn).not.toBe('400,100,50');
    expect(said).toMatch(/^drawn from [0-9]+ calls of gpt-5\.5$/);
    expect(await reasoned(measured)).toEqual([drawn, said]);
    expect(await reasoned(measured, '--seed', '2')).not.toEqual([drawn, said]);
  });

  test('prints the fields that the design promises, and exits 0', async () => {
    const { code, out } = await turntape(['ab', writeSmall(), '--json']);
    const result = JSON.parse(out);
    expect(code).toBe(0);
    expect(result).toMatchObject({
      backend: 'sim',
      label: 'simulated',
      seed: '1',
      baseline: 'off',
      report: `reports/${result.run}/report.md`,
    });
    expect(Object.keys(result.arms)).toEqual(['off', 'on']);
    expect(result.arms.on).toMatchObject({
      options: { reasoning_continuity: true },
      trials: 1,
      turns: 3,
      // 400 in the second request, 400 + 100 in the third.
      reasoning_tokens_replayed: 900,
      error_400: { sessions: 0, attempts: 0, of_sessions: 1, of_attempts: 3 },
    });
    expect(result.arms.on.input_tokens - result.arms.off.input_tokens).toBe(900);
    for (const comparison of result.comparisons) {
      expect(comparison).toMatchObject({ kind: 'sensitivity', p: null, verdict: null });
    }
    expect(existsSync(join(folder, result.report))).toBe(true);
  });

  test("a probe's profile is what the simulator plays by, and is named as its source", async () => {
    const found = { cache_outputs: 'full', cache_quantum: 1024, machines: 3 };
    const profile = {
      ...{ schema: 1, date: '2026-11-22', backend: 'openai', model: 'gpt-5.5', label: 'measured' },
      requests: 1,
      answers: [
        {
          ...{ question: 'made up', finding: 'made up', confidence: 'high' },
          ...{ parameters: found, rules_on: [], evidence: [] },
        },
      ],
    };
    writeFileSync(join(folder, 'profile.json'), JSON.stringify(profile));
    const path = join(folder, 'profile.json');
    const argv = ['ab', writeSmall(), '--profile', path, '--sim', 'machines=4', '--json'];
    const { out } = await turntape([...argv, '--run', 'probed']);
    expect(JSON.parse(out).run).toBe('probed');
    const database = openDatabase(join(folder, 'db', 'a.db'), { mode: 'read', busyTimeoutMs: 0 });
    const definition = createRunStore(database).readDefinition('probed');
    database.close();
    // What was found out is not swept any more.
    expect(definition?.variants.map(({ name }) => name)).toEqual(['as given']);
    const record = (name: string) =>
      definition?.parameters.find((parameter) => parameter.name === name);
    expect(record('cache_outputs')).toMatchObject({
      ...{ value: 'full', source: 'probe of openai on 2026-11-22' },
      confidence: 'measured, in a profile file',
    });
    expect(record('machines')).toMatchObject({ value: 4, confidence: 'measured by peers' });
    expect(definition?.command).toContain('profile.json --sim machines=4');
  });

  test('begins with what is known, and says plainly what is simulated', async () => {
    const { out } = await turntape(['ab', writeSmall()]);
    expect(out).toMatch(
      /^WHAT TO DO\. [\s\S]*\n\nKNOWN from real sessions:\n- [\s\S]*\n\nSIMULATED: no model was asked/,
    );
    expect(out).toContain('report: reports/');
  });

  test.each([
    [[], /^WHAT TO DO\./],
    [['--json'], /^\{.*"report":null\}$/],
  ])('the answer %j is printed where no report can be written', async (flags, answer) => {
    writeFileSync(join(folder, 'taken'), '');
    const printed: string[] = [];
    const argv = ['ab', writeSmall(), '--out', 'taken', ...flags];
    const played = turntape(argv, {}, (text) => printed.push(text));
    await expect(played).rejects.toThrow('cannot write the report');
    expect(printed.join('\n')).toMatch(answer);
  });

  test('the same seed gives the same report, timestamps aside', async () => {
    const read = (): string[] => {
      const target = join(folder, 'reports', 'twice');
      return readdirSync(target).map((name) =>
        readFileSync(join(target, name), 'utf8').replace(/- started .*/, ''),
      );
    };
    const argv = ['ab', writeSmall(), '--run', 'twice', '--sim', 'noise=0.3', '--repeats', '2'];
    await turntape(argv);
    const first = read();
    await turntape(argv);
    expect(read()).toEqual(first);
  });

  test('an arm with the options of the baseline is equal to it', async () => {
    const argv = ['ab', writeSmall(), '--arm', 'off', '--arm', 'same=effort:request', '--json'];
    const { comparisons } = JSON.parse((await turntape(argv)).out);
    for (const { direction } of comparisons) expect(direction).toBe('equal');
  });

  test('a flag that may be repeated does not swallow the scenario after it', async () => {
    const argv = ['ab', '--arm', 'off', '--arm', 'native', writeSmall(), '--json'];
    expect(Object.keys(JSON.parse((await turntape(argv)).out).arms)).toEqual(['off', 'native']);
  });

  test('failures of the backend are retried and counted, and every session still ends', async () => {
    for (const fault of ['500', '429', 'cut', 'failed', 'error-event']) {
      const argv = ['ab', writeSmall(), '--json', '--sim', `fault=${fault}`];
      const { arms } = JSON.parse((await turntape([...argv, '--sim', 'fault_every=2'])).out);
      expect({ fault, stopped: arms.on.stopped, more: arms.on.turns > 3 }).toEqual({
        fault,
        stopped: 0,
        more: true,
      });
    }
  });

  test('an answer at its token limit is one for the client, as the gateway gives it', async () => {
    const argv = ['ab', writeSmall(), '--json', '--sim', 'fault=incomplete'];
    const { arms } = JSON.parse((await turntape([...argv, '--sim', 'fault_every=2'])).out);
    expect({ stopped: arms.on.stopped, turns: arms.on.turns }).toEqual({ stopped: 0, turns: 3 });
  });
});

describe('turntape report', () => {
  test('writes from the database what ab wrote', async () => {
    await turntape(['ab', writeSmall(), '--run', 'mine']);
    const page = join(folder, 'reports', 'mine', 'report.md');
    const written = readFileSync(page, 'utf8');
    rmSync(join(folder, 'reports'), { recursive: true });
    const { code, out } = await turntape(['report', 'mine']);
    expect({ code, out }).toEqual({ code: 0, out: 'reports/mine/report.md\n' });
    expect(readFileSync(page, 'utf8')).toBe(written);
  });

  test('appends to the step summary of GitHub Actions', async () => {
    await turntape(['ab', writeSmall(), '--run', 'mine']);
    const summary = join(folder, 'summary.md');
    writeFileSync(summary, 'before\n');
    await turntape(['report', 'mine', '--format', 'json'], { GITHUB_STEP_SUMMARY: summary });
    expect(readFileSync(summary, 'utf8')).toMatch(/^before\n# off, on/);
  });

  test('shows what a stopped run had', async () => {
    await turntape(['ab', writeSmall(), '--run', 'whole']);
    const database = openDatabase(join(folder, 'db', 'a.db'), { mode: 'write' });
    const store = createRunStore(database);
    const definition = store.readDefinition('whole');
    const [listed] = store.listTrials('whole');
    const first = store.readTrial(listed?.id ?? '');
    if (definition === undefined || first === undefined) throw new TypeError('no run');
    store.begin({ ...definition, id: 'part' });
    store.saveTrial('part', { ...first, id: 't_part' });
    database.close();
    await turntape(['report', 'part']);
    expect(readFileSync(join(folder, 'reports', 'part', 'report.md'), 'utf8')).toContain(
      'This run was stopped**: 1 of 2 trials were played.',
    );
  });
});

test('a run that is killed keeps every session that was over', async () => {
  writeSmall();
  const program = join(import.meta.dirname, '..', 'bin', 'turntape.js');
  const db = join(folder, 'db', 'a.db');
  const argv = [program, 'ab', 'small.yaml', '--repeats', '1000', '--run', 'long', '--db', db];
  const child = spawn(process.execPath, argv, {
    cwd: folder,
    // In continuous integration it would say nothing to wait for.
    env: { ...process.env, CI: '' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  // The note comes after the sessions of a block have been saved.
  const exit = once(child, 'exit');
  let said = '';
  for await (const text of child.stderr) {
    said += String(text);
    if (said.includes('trials played')) break;
  }
  child.kill('SIGKILL');
  await exit;
  const played = Number(/^(\d+) of 2000 trials played/m.exec(said)?.[1]);
  expect(played).toBeGreaterThan(0);
  const result = JSON.parse((await turntape(['report', 'long', '--format', 'json'])).out);
  expect(result.arms.on.trials * 2).toBeGreaterThanOrEqual(played);
});

describe('bad input is one clear line', () => {
  test.each([
    [['ab', 'nowhere'], 'not-found: there is no scenario `nowhere`. Name a file, or one of'],
    [['ab', 'plain-tool-lop'], 'Did you mean `plain-tool-loop`?'],
    [['ab', 'small.yaml', '--arm', 'onn'], 'usage: unknown arm `onn`. Did you mean `on`?'],
    [['ab', 'small.yaml', '--sim', 'cache_output=full'], 'usage: unknown simulator parameter'],
    [
      ['ab', 'small.yaml', '--repeats', '0'],
      'usage: --repeats takes a whole number from 1 to 1000, not `0`',
    ],
    [['ab', 'small.yaml', '--think-time', 'long'], 'usage: --think-time long is not a way'],
    [['ab', 'small.yaml', '--shard', '3/2'], 'usage: --shard 3/2 is not a part of a run'],
    [['ab', 'small.yaml', '--factor', 'recover'], 'usage: '],
    [['ab', 'small.yaml', '--factor', 'recover=maybe'], 'usage: '],
    [['ab', 'small.yaml', '--arm', 'x=gateway:nowhere'], 'is not the address of a gateway'],
    [['merge', 'nowhere.db'], 'not-found: there is no database nowhere.db'],
    [['ab', 'small.yaml', '--run', '../x'], 'usage: `../x` is not a name for a run'],
    [['ab', '--session', 's_none'], 'not-found: no session or exchange `s_none`'],
  ])('%j', async (argv, message) => {
    writeSmall();
    expect(await errorOf(argv)).toContain(message);
  });

  test('a malformed scenario names file, line and column', async () => {
    writeSmall(small.replace('reasoning_tokens: 100', 'reasoning: 100'));
    expect(await errorOf(['ab', 'small.yaml'])).toContain(
      'bad-input: small.yaml:11:11: turns[0].steps[1].reasoning: unknown key',
    );
  });

  test('a run that does not exist suggests the ones that do', async () => {
    await turntape(['ab', writeSmall(), '--run', 'first']);
    expect(await errorOf(['report', 'firts'])).toContain('Did you mean `first`?');
    expect(await errorOf(['report', 'r_123456789'])).toContain('The newest are first');
  });

  test('a name that is taken by other options is refused, and the run is kept', async () => {
    await turntape(['ab', writeSmall(), '--run', 'mine']);
    expect(await errorOf(['ab', 'small.yaml', '--run', 'mine', '--seed', '2'])).toContain(
      'usage: the run `mine` is in the database with other options',
    );
    expect((await turntape(['report', 'mine'])).code).toBe(0);
  });
});
