// turntape in a folder that is not its own: somebody's repository, with folders of other programs.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findScenarios } from '../src/experiment/sources/find-scenarios.ts';

const program = fileURLToPath(new URL('../bin/turntape.js', import.meta.url));
const shipped = readdirSync(new URL('../scenarios/', import.meta.url)).filter((name) =>
  name.endsWith('.yaml'),
);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'turntape-foreign-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function run(command: string, ...words: readonly string[]) {
  const { CI: _, ...env } = process.env;
  const argv = command === 'turntape' ? [program, ...words] : words;
  const name = command === 'turntape' ? process.execPath : command;
  return spawnSync(name, argv, { cwd: folder, encoding: 'utf8', env });
}

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
}

const small = `name: small
description: one turn
situation: hand-written for this test
turns: [{ user: Go., steps: [{ reasoning_tokens: 10, text: Done. }] }]
`;

function find(): { names: string[]; notes: string[] } {
  const notes: string[] = [];
  const found = findScenarios([], folder, 'scripted', (text) => notes.push(text));
  return { names: found.map(({ name }) => name), notes };
}

test('scenarios of another program are not those of turntape', () => {
  write('scenarios/login.yaml', 'steps:\n  - given: a user\n');
  const { names, notes } = find();
  expect(names).toHaveLength(shipped.length);
  expect(notes).toEqual([expect.stringContaining('the shipped ones are played')]);
});

test('own scenarios are played and counted, what is beside them is left out', () => {
  write('scenarios/login.yaml', 'steps:\n  - given: a user\n');
  write('scenarios/small.yaml', small);
  const { names, notes } = find();
  expect(names).toEqual(['small']);
  expect(notes).toEqual([expect.stringMatching(/^1 scenario of scenarios.*1 other file left out/)]);
});

test('a slip in a scenario of turntape is still named', () => {
  write('scenarios/small.yaml', `${small}stepps: 1\n`);
  expect(find).toThrow('unknown key `stepps`');
});

test('a report does not become a file that git would take in', () => {
  write('small.yaml', small);
  run('git', 'init', '-q');
  const { stdout } = run('turntape', 'ab', 'small.yaml', '--run', 'one', '--no-charts', '--quiet');
  expect(stdout).toContain('report: recordings/.local/reports/one/report.md');
  expect(run('git', 'status', '--short', '-uall').stdout).toBe('?? small.yaml\n');

  write('.gitignore', 'reports/\n');
  expect(run('turntape', 'report', 'one', '--no-charts').stdout).toBe('reports/one/report.md\n');
});

test('outside a repository a report is in `reports`', () => {
  write('small.yaml', small);
  run('turntape', 'ab', 'small.yaml', '--run', 'one', '--no-charts', '--quiet');
  expect(existsSync(join(folder, 'reports', 'one', 'report.md'))).toBe(true);
});

test('import takes in the files of whole requests in a folder, and passes others over', () => {
  const session = { id: 's_1', client: 'claude', side: 'client', clientSessionId: 'c' };
  const exchange = {
    ...{ schema: 'turntape-exchange-1', id: 'x_1', seq: 0, method: 'POST', linkedTo: null },
    ...{ target: '/v1/messages', startedAtMs: 1_700_000_000_000 },
    session: { ...session, agentId: null, kind: 'turn', parent: null },
    ...{ headers: [], body: { text: '{"model":"m"}' }, flushedElapsedMs: 1 },
    response: { status: 200, statusText: '', headers: [], elapsedMs: 2 },
    ...{ responseBody: { text: 'ok' }, chunks: [{ offset: 0, length: 2, elapsedMs: 3 }] },
    end: { outcome: 'complete', error: null, trailers: [], elapsedMs: 4 },
  };
  write('kept/a.jsonl', `${JSON.stringify(exchange)}\n`);
  write('kept/b.jsonl', `${JSON.stringify({ ...exchange, id: 'x_2', seq: 1 })}\n`);
  write('kept/notes.txt', 'not a recording');
  symlinkSync('gone', join(folder, 'kept', 'c.jsonl'));
  symlinkSync('self', join(folder, 'kept', 'self'));
  const { status, stdout, stderr } = run('turntape', 'import', 'kept', '--json');
  expect(status).toBe(0);
  const { files } = JSON.parse(stdout) as { files: { imported: number }[] };
  expect(files.map(({ imported }) => imported)).toEqual([1, 1]);
  expect(stderr).toMatch(/c\.jsonl.*ENOENT/);
});
