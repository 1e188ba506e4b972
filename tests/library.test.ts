// What the package exports: the names on docs/library.md, nothing more, and what each entry loads.
// The code on the page compiles.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const page = read('docs/library.md');

/** Words in backticks. */
const quoted = (text: string): string[] =>
  [...text.matchAll(/`([^`]+)`/g)].map(([, word]) => `${word}`);

interface Target {
  readonly types: string;
  readonly default: string;
}
const { exports } = JSON.parse(read('package.json')) as {
  exports: Record<string, string | Target>;
};
const entries = Object.entries(exports).flatMap(([path, target]) =>
  typeof target === 'string'
    ? []
    : [
        {
          name: join('turntape', path),
          target,
          source: target.default.replace('./dist/', 'src/').replace('.js', '.ts'),
        },
      ],
);

/** The section of the page on one entry. */
function sectionOf(name: string): string {
  const [, section = ''] = page.split(`\n## ${name}\n`);
  return section.split('\n## ')[0] ?? '';
}

/** Names of the types that a source file exports. */
function exportedTypes(source: string): string[] {
  const text = read(source);
  const lists = [...text.matchAll(/^export (type )?\{([^}]*)\}/gms)].flatMap(
    ([, type, names = '']) =>
      names
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '' && (type !== undefined || name.startsWith('type ')))
        .map((name) => name.replace('type ', '')),
  );
  const declared = [...text.matchAll(/^export (?:interface|type) (\w+)/gm)].map(
    ([, name]) => `${name}`,
  );
  return [...lists, ...declared].sort();
}

/** Prints the packages that importing a file loads. */
const loadedPackages = `
  import { registerHooks } from 'node:module';
  const names = new Set();
  registerHooks({
    resolve(specifier, context, next) {
      const found = next(specifier, context);
      const name = /\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(found.url)?.[1];
      if (name !== undefined) names.add(name);
      return found;
    },
  });
  await import(process.argv[1]);
  console.log(JSON.stringify([...names].sort()));
`;

describe.each(entries)('$name', ({ name, source, target }) => {
  test('has its declarations beside it', () => {
    expect(target.types).toBe(target.default.replace('.js', '.d.ts'));
  });

  test('exports the functions and values that its section lists', async () => {
    const exported = (await import(pathToFileURL(join(root, source)).href)) as object;
    const [table = ''] = sectionOf(name).split('\nTypes: ');
    const listed = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, word]) => word);
    expect(listed.toSorted()).toEqual(Object.keys(exported).sort());
  });

  test('exports the types that its section lists', () => {
    const [, line = ''] = /^Types: (.*)$/m.exec(sectionOf(name)) ?? [];
    expect(quoted(line)).toEqual(exportedTypes(source));
  });

  test('loads the packages that the page says', () => {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\` |`)) ?? '';
    const args = ['--input-type=module', '-e', loadedPackages, join(root, source)];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual(quoted(row.split('|')[3] ?? ''));
  });
});

test('the code on the page compiles', () => {
  const folder = mkdtempSync(join(tmpdir(), 'turntape-page-'));
  try {
    for (const [index, [, code = '']] of [...page.matchAll(/```ts\n(.*?)```/gs)].entries()) {
      writeFileSync(join(folder, `page-${index}.ts`), code);
    }
    const config = {
      extends: join(root, 'tsconfig.json'),
      compilerOptions: { typeRoots: [join(root, 'node_modules/@types')] },
      include: [folder],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    const { stdout } = spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' });
    expect(stdout).toBe('');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('only recordings need the database', () => {
  const rows = page.split('\n').filter((line) => /^\| `turntape/.test(line));
  expect(rows).toHaveLength(entries.length);
  expect(rows.filter((row) => row.includes('better-sqlite3'))).toHaveLength(1);
});
