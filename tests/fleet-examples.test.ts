// The examples of docs/fleet.md as they stand: YAML that parses, and shell commands that are run,
// with fewer trials.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { createProcesses, redisProgram } from './queue-processes.test-support.ts';

const root = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'turntape-examples-'));
const processes = createProcesses(folder);
afterAll(async () => {
  await processes.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Blocks of a language on the pages of a folder, with their pages. */
function blocksIn(pages: string, language: string): (readonly [page: string, text: string])[] {
  return readdirSync(join(root, pages))
    .filter((name) => name.endsWith('.md'))
    .flatMap((name) => {
      const text = readFileSync(join(root, pages, name), 'utf8');
      const blocks = text.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'));
      return [...blocks].map(([, block = '']) => [name, block] as const);
    });
}

const yaml = blocksIn('docs', 'yaml');

test('every YAML on a page of the documents can be read', () => {
  expect(yaml.length).toBeGreaterThan(4);
  for (const [page, text] of yaml) expect(() => parse(text), page).not.toThrow();
});

interface Matrix {
  readonly jobs: Readonly<
    Record<
      'play' | 'report',
      {
        readonly strategy?: { readonly matrix: { readonly part: readonly number[] } };
        readonly steps: readonly { readonly run?: string; readonly with?: object }[];
      }
    >
  >;
}
interface KubernetesJob {
  readonly spec: {
    readonly template: {
      readonly spec: { readonly containers: readonly { readonly command: readonly string[] }[] };
    };
  };
}
const onFleet = yaml.filter(([page]) => page === 'fleet.md').map(([, text]) => parse(text));

/** The program under the names that examples give it. */
function programs(): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  const run = `exec "${process.execPath}" "${join(root, 'bin/turntape.js')}"`;
  writeFileSync(join(bin, 'turntape'), `#!/bin/sh\n${run} "$@"\n`);
  writeFileSync(join(bin, 'npx'), `#!/bin/sh\nshift\n${run} "$@"\n`);
  for (const name of ['turntape', 'npx']) chmodSync(join(bin, name), 0o755);
  return [bin, process.env['PATH']].join(delimiter);
}

test('the GitHub matrix: its commands play four parts, merge them and report', {
  timeout: 180_000,
}, () => {
  const { jobs } = onFleet.find((one) => one.jobs !== undefined) as Matrix;
  const env = { ...process.env, PATH: programs(), CI: 'true' };
  const shell = (text: string, cwd: string): string => {
    // One scenario, so that each part has a block of it.
    const fewer = text.replace('ab --repeats 20', 'ab text-only-turns --repeats 4');
    const { status, stdout, stderr } = spawnSync('bash', ['-ec', fewer], {
      cwd,
      env,
      encoding: 'utf8',
    });
    expect(stderr).not.toMatch(/turntape: /);
    expect(status, text).toBe(0);
    return stdout;
  };
  const commandsOf = (job: keyof Matrix['jobs']): string[] =>
    jobs[job].steps.flatMap(({ run }) => (run === undefined || run === 'npm ci' ? [] : run));
  const whole = join(folder, 'whole');
  for (const part of jobs.play.strategy?.matrix.part ?? []) {
    // Where the artifact of this name lies when all are downloaded.
    const cwd = join(whole, `part-${part}`);
    mkdirSync(cwd, { recursive: true });
    for (const run of commandsOf('play')) {
      shell(run.replace(/\$\{\{ matrix\.part \}\}/g, String(part)), cwd);
    }
  }
  const [merged, report, ...more] = commandsOf('report').map((run) => shell(run, whole));
  expect(merged).toMatch(/^nightly: 2 trials added, 2 of 8 are here\n.* 8 of 8 are here$/ms);
  expect(readFileSync(join(whole, report?.trim() ?? ''), 'utf8')).toContain('nightly');
  expect(more).toEqual([]);
});

test.skipIf(redisProgram === undefined)(
  'the Kubernetes Job: its command serves a queue',
  {
    timeout: 120_000,
  },
  async () => {
    const { spec } = onFleet.find((one) => one.kind === 'Job') as KubernetesJob;
    const [program = '', ...words] = spec.template.spec.containers[0]?.command ?? [];
    const { url } = await processes.serve();
    const env = { ...process.env, PATH: programs(), TURNTAPE_QUEUE: url };
    const short = words.map((word) => word.replace('300', '1'));
    const { status, stdout } = spawnSync(program, short, { cwd: folder, env, encoding: 'utf8' });
    expect([status, stdout.trim()]).toEqual([0, 'played 0 trials of 0 runs']);
  },
);
