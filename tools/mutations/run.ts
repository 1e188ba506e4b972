// `npm run test:mutations [-- WORDS]`: breaks each promise of the translator once, in a copy of the
// repository, and expects tests to fail. Prints which did; a defect that none catches is exit code
// 1.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Mutation, mutations } from './mutations.ts';

const root = resolve(import.meta.dirname, '../..');
const copied = ['src', 'tests', 'recordings', 'package.json', 'tsconfig.json', 'vitest.config.ts'];
const judges = [
  'src/carriers',
  'src/continuity',
  'src/domain',
  'src/translate',
  'src/proxy/gateway',
  'tests/field-cases.test.ts',
  'tests/field-answers.test.ts',
];
const runTimeoutMs = 10 * 60_000;
/** Failing tests that are named; their number says the rest. */
const namedMax = 3;

interface Report {
  testResults: { assertionResults: { status: string; fullName: string }[]; message?: string }[];
}

function failingTests(folder: string): string[] {
  const file = join(folder, 'report.json');
  spawnSync(
    process.execPath,
    [
      ...[join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...judges],
      ...['--reporter=json', `--outputFile=${file}`],
    ],
    { cwd: folder, timeout: runTimeoutMs, stdio: 'ignore' },
  );
  const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as Report;
  return testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
  );
}

function judge(folder: string, { file, from, to }: Mutation): string[] {
  const path = join(folder, file);
  const text = readFileSync(path, 'utf8');
  if (text.split(from).length !== 2) {
    throw new Error(`${file}: \`${from}\` does not stand there exactly once`);
  }
  writeFileSync(
    path,
    text.replace(from, () => to),
  );
  const failing = failingTests(folder);
  writeFileSync(path, text);
  return failing;
}

const words = process.argv.slice(2);
const chosen = mutations.filter(({ name }) => words.every((word) => name.includes(word)));
const folder = mkdtempSync(join(tmpdir(), 'turntape-mutations-'));
try {
  for (const name of copied) cpSync(join(root, name), join(folder, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const already = failingTests(folder);
  if (already.length > 0) throw new Error(`tests fail without a defect: ${already.join('; ')}`);
  for (const mutation of chosen) {
    const failing = judge(folder, mutation);
    if (failing.length === 0) process.exitCode = 1;
    const named = failing.slice(0, namedMax).map((name) => `\n    ${name}`);
    process.stdout.write(`${mutation.name}: ${failing.length} tests fail${named.join('')}\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
