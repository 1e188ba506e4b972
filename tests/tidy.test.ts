// Holds the structure: the import table of docs/architecture.md, the pure core's bans, no terminal
// writes outside cli, no barrels, no default exports.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const source = join(root, 'src');

/** Who may import whom. A room may always import itself. */
const mayImport: Record<string, readonly string[]> = {
  lib: [],
  wire: ['lib'],
  stats: ['lib'],
  domain: ['lib', 'wire'],
  rules: ['lib', 'wire', 'domain'],
  continuity: ['lib', 'wire', 'domain'],
  recording: ['lib', 'wire', 'domain', 'rules'],
  scenarios: ['lib', 'wire', 'domain', 'rules'],
  translate: ['lib', 'wire', 'domain', 'continuity', 'rules'],
  check: ['lib', 'wire', 'domain', 'rules', 'recording', 'continuity', 'translate'],
  report: ['lib', 'domain', 'stats'],
  clients: ['lib', 'domain'],
  store: ['lib', 'domain', 'recording'],
  'reasoning-store': ['lib', 'domain'],
  backends: ['lib', 'wire', 'domain', 'rules', 'recording', 'scenarios'],
  proxy: ['lib', 'wire', 'domain', 'recording', 'continuity', 'translate'],
  runner: [
    ...['lib', 'wire', 'domain', 'rules', 'scenarios', 'stats', 'recording', 'continuity'],
    ...['translate', 'clients'],
  ],
};

/** Rooms that do no IO, read no clock and draw no random numbers. */
const pure = new Set([
  ...['lib', 'wire', 'stats', 'domain', 'rules', 'continuity', 'recording', 'scenarios'],
  ...['translate', 'check', 'report'],
]);
/** Effects that the pure core must not have. node:crypto's hashes and zlib's sync codecs are pure. */
const effects: readonly (readonly [name: string, pattern: RegExp])[] = [
  [
    'an IO module',
    /from '(node:(fs|http|https|http2|net|tls|dgram|child_process|worker_threads|timers|os|process|readline|stream)(\/\w+)?|better-sqlite3|undici|ws|ioredis)'/,
  ],
  ['fetch', /\bfetch\(/],
  ['process', /(?<![\w.'"`-])process\.(?!ing)/],
  ['a timer', /\b(setTimeout|setInterval|setImmediate)\(/],
  ['the wall clock', /\bDate\.now\(|new Date\(\)/],
  ['a monotonic clock', /\bperformance\.now\(|hrtime/],
  ['Math.random', /Math\.random\(/],
  ['random bytes', /\brandom(Bytes|UUID|Int)\(/],
];

interface SourceFile {
  path: string;
  room: string;
  text: string;
  imports: string[];
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? listFiles(join(folder, entry.name))
      : entry.name.endsWith('.ts')
        ? [join(folder, entry.name)]
        : [],
  );
}

const files: SourceFile[] = listFiles(source).map((path) => {
  const text = readFileSync(path, 'utf8');
  const name = relative(source, path);
  return {
    path: name,
    room: name.includes('/') ? (name.split('/')[0] ?? '') : name,
    text,
    imports: [...text.matchAll(/(?:from|import|import\() ?'(\.[^']+)'/g)].map((match) =>
      relative(source, resolve(dirname(path), match[1] ?? '')),
    ),
  };
});
const code = files.filter(({ path }) => !/\.test(-support)?\.ts$/.test(path));

function roomOf(path: string): string {
  return path.includes('/') ? (path.split('/')[0] ?? '') : path;
}

describe('structure', () => {
  test('every room is in the import table', () => {
    const known = new Set([...Object.keys(mayImport), 'cli', 'main.ts']);
    expect(code.filter(({ room }) => !known.has(room)).map(({ path }) => path)).toEqual([]);
  });

  test('imports point one way', () => {
    const wrong = code.flatMap(({ path, room, imports }) =>
      imports
        .map(roomOf)
        .filter((target) => target !== room && room !== 'cli')
        .filter((target) =>
          room === 'main.ts'
            ? !['cli', 'lib'].includes(target)
            : !(mayImport[room] ?? []).includes(target),
        )
        .map((target) => `${path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test('no import cycles', () => {
    const graph = new Map(code.map(({ path, imports }) => [path, imports]));
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (path: string, trail: readonly string[]): void => {
      if (trail.includes(path)) {
        cycles.push([...trail.slice(trail.indexOf(path)), path].join(' -> '));
      } else if (!done.has(path)) {
        for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
        done.add(path);
      }
    };
    for (const { path } of code) visit(path, []);
    expect(cycles).toEqual([]);
  });

  test('the core is pure', () => {
    const wrong = code
      .filter(({ room }) => pure.has(room))
      .flatMap(({ path, text }) => {
        const bare = text.replaceAll(/\/\*[\s\S]*?\*\/|(?<!:)\/\/.*$/gm, '');
        return effects
          .filter(([, pattern]) => pattern.test(bare))
          .map(([name]) => `${path}: ${name}`);
      });
    expect(wrong).toEqual([]);
  });

  test('only cli writes to the terminal', () => {
    const wrong = code.filter(
      ({ room, text }) =>
        room !== 'cli' &&
        /\bconsole\.(log|error|warn|info|debug)\b|process\.(stdout|stderr)/.test(text),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test('no file is an orphan', () => {
    const imported = new Set(files.flatMap(({ imports }) => imports));
    // Entry points: the program, and worker threads, which are started by their URL.
    const entries = (path: string): boolean => path === 'main.ts' || path.endsWith('-worker.ts');
    expect(
      code.filter(({ path }) => !imported.has(path) && !entries(path)).map((f) => f.path),
    ).toEqual([]);
  });

  test('every source file says what it is for, and has no default export or barrel', () => {
    const wrong = code.filter(
      ({ text }) => /^export default /m.test(text) || /^export \* from/m.test(text),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});
