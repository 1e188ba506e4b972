// The library as a user has it: the examples and the code on docs/library.md, compiled against the
// declarations of the installed package, and the examples run.
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, type Sandbox } from './sandbox.ts';

/** As strict as a user's compiler may be: every declaration that is reached is checked too. */
const compilerOptions = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  skipLibCheck: false,
  noEmit: true,
  target: 'es2024',
  module: 'nodenext',
  types: ['node'],
  allowImportingTsExtensions: true,
};

/**
 * @param folder a project in which turntape is installed; packages are taken out of it
 * @throws where an example or the page is wrong, or needs a package that it must not need
 */
export function tryLibrary(sandbox: Sandbox, folder: string): void {
  const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  const tools = ['typescript', '@types/node'].map((name) => `${name}@${devDependencies[name]}`);
  sandbox.must('npm', ['install', ...tools], folder);
  cpSync(join(root, 'examples'), folder, { recursive: true });
  const page = readFileSync(join(root, 'docs/library.md'), 'utf8');
  for (const [index, [, code = '']] of [...page.matchAll(/```ts\n(.*?)```/gs)].entries()) {
    writeFileSync(join(folder, `page-${index}.ts`), code);
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  sandbox.must('npx', ['tsc', '-p', '.'], folder);
  // What is not imported is not needed.
  for (const name of ['better-sqlite3', 'ioredis', 'undici', 'vega', 'yargs']) {
    rmSync(join(folder, 'node_modules', name), { recursive: true });
  }
  const tests = readdirSync(folder).filter((name) => name.endsWith('.test.ts'));
  sandbox.must('node', ['--test', ...tests], folder);
}
