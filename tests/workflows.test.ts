// The GitHub action and workflows: what a machine without GitHub can hold, and the action's own
// script run as it stands.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { compiledCode } from './program.ts';

const root = join(import.meta.dirname, '..');
const actionPath = '.github/actions/turntape/action.yml';
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
}
const action = parse(read(actionPath)) as { readonly runs: { readonly steps: readonly Step[] } };
const script = action.runs.steps.find(({ name }) => name === 'Run turntape')?.run ?? '';
const workflows = readdirSync(join(root, '.github/workflows')).map((name) => ({
  name,
  value: parse(read(join('.github/workflows', name))) as {
    readonly permissions: unknown;
    readonly jobs: Readonly<
      Record<string, { readonly 'timeout-minutes': unknown; readonly steps: readonly Step[] }>
    >;
  },
}));

test('no input is pasted into a script', () => {
  const jobs = workflows.flatMap(({ value }) => Object.values(value.jobs));
  const scripts = [...action.runs.steps, ...jobs.flatMap(({ steps }) => steps)].flatMap(
    ({ run }) => run ?? [],
  );
  expect(scripts.length).toBeGreaterThan(2);
  for (const text of scripts) expect(text).not.toContain('${{');
});

test('workflows may read only, and every job ends', () => {
  expect(workflows.map(({ name }) => name).sort()).toEqual([
    'ci.yml',
    'nightly.yml',
    'turntape.yml',
  ]);
  for (const { value } of workflows) {
    expect(value.permissions).toEqual({ contents: 'read' });
    for (const job of Object.values(value.jobs)) expect(job['timeout-minutes']).toBeDefined();
  }
});

test('the suite runs on the oldest Node that the package allows, and on the newest meant for use', () => {
  const { engines, devDependencies } = JSON.parse(read('package.json')) as {
    engines: { node: string };
    devDependencies: { node: string };
  };
  const ci = workflows.find(({ name }) => name === 'ci.yml')?.value as unknown as {
    jobs: { everything: { strategy: { matrix: { node: string[] } } } };
  };
  expect(ci.jobs.everything.strategy.matrix.node).toEqual([
    engines.node.replace('>=', ''),
    devDependencies.node.split('.')[0],
  ]);
});

describe("the action's script", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'turntape-action-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function run(command: string, words: readonly string[]): { code: number | null; text: string } {
    const result = spawnSync('bash', ['-c', script], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH'] ?? ''}`,
        HOME: folder,
        ...compiledCode,
        GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
        ACTION_ROOT: root,
        ACTION_COMMAND: command,
        ACTION_ARGUMENTS: words.join('\n'),
      },
    });
    return { code: result.status, text: `${result.stdout}${result.stderr}` };
  }

  test('plays an A/B, writes the summary and passes the exit code of a gate on', () => {
    const words = ['text-only-turns', '--quiet', '--fail-if', 'requests >= 0'];
    expect(run('ab', words).code).toBe(1);
    expect(readFileSync(join(folder, 'summary.md'), 'utf8')).toMatch(/^# off, on/);
  });

  test('checks fixtures', () => {
    const checked = run('check', [join(root, 'recordings')]);
    expect(checked).toMatchObject({ code: 0 });
    // The step's own variables are no settings of turntape.
    expect(checked.text).not.toContain('sets nothing');
  });

  test('expands nothing, and runs nothing else', () => {
    expect(run('check', ['$(touch owned); `touch owned`']).code).not.toBe(0);
    expect(run('gateway', [])).toMatchObject({ code: 2 });
    expect(readdirSync(folder)).not.toContain('owned');
  });
});
