// Holds the structure: the import table of docs/architecture.md, the folders inside cli, the pure
// core's bans, no terminal writes outside cli and terminal, no barrels, no default exports.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { commands } from '../src/cli/commands/registry.ts';
import { reportFormats } from '../src/report/formats/registry.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const source = join(root, 'src');

/** Rows of docs/architecture.md whose first cell is a name in backticks, by that name. */
const rows = readFileSync(join(root, 'docs/architecture.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, first, , imports, io] = line.split('|').map((cell) => cell.trim());
    const name = /^`([\w/-]+)`$/.exec(first ?? '')?.[1];
    return name === undefined ? [] : [{ name, imports: imports ?? '', io: io ?? '' }];
  });
/** The import table, which stands once, there. */
const table = rows.filter(({ name }) => !name.includes('/'));

function readNames(cell: string): string[] | null {
  if (cell === 'everything') return null;
  return cell === 'nothing' ? [] : cell.split(', ');
}

/** Entry points of the library, as package.json exports them. */
const libraryEntries = [
  ...readFileSync(join(root, 'package.json'), 'utf8').matchAll(/"\.\/dist\/(.+)\.js"/g),
].map(([, path]) => `${path}.ts`);

/** Who may import whom; null: everything. A room may always import itself. */
const mayImport = new Map(table.map(({ name, imports }) => [name, readNames(imports)]));

/** Rooms that do no IO, read no clock and draw no random numbers. */
const pure = new Set(table.filter(({ io }) => io === 'pure').map(({ name }) => name));
/**
 * Effects that the pure core must not have. node:crypto's hashes and zlib's sync codecs are pure.
 */
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

/** Lower it, never raise it. */
const wideLinesMax = 346;

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
  test('the rooms of src are the rows of the import table', () => {
    const rooms = new Set(code.map(({ room }) => room).filter((room) => room !== 'main.ts'));
    expect([...mayImport.keys()].sort()).toEqual([...rooms].sort());
    expect(pure.size).toBeGreaterThan(10);
  });

  test('imports point one way', () => {
    const wrong = code.flatMap(({ path, room, imports }) => {
      const allowed = room === 'main.ts' ? ['cli', 'lib', 'terminal'] : mayImport.get(room);
      if (allowed === null) return [];
      return imports
        .map(roomOf)
        .filter((target) => target !== room && !allowed?.includes(target))
        .map((target) => `${path} imports ${target}`);
    });
    expect(wrong).toEqual([]);
  });

  test('the import table names no arrow that nobody uses, and has no circle', () => {
    const used = new Set(
      code.flatMap(({ room, imports }) => imports.map((target) => `${room} -> ${roomOf(target)}`)),
    );
    const arrows = [...mayImport].flatMap(([room, targets]) =>
      (targets ?? []).map((target) => `${room} -> ${target}`),
    );
    expect(arrows.filter((arrow) => !used.has(arrow))).toEqual([]);
    // Every row imports rows above it only, so there is no circle.
    const order = [...mayImport.keys()];
    const upward = [...mayImport].flatMap(([room, targets]) =>
      (targets ?? [])
        .filter((target) => order.indexOf(target) >= order.indexOf(room))
        .map((target) => `${room} -> ${target}`),
    );
    expect(upward).toEqual([]);
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

  test('what shows a run is given its view, and no trials to count again', () => {
    const shows =
      /^report\/(answer|text|tables|charts|page|gates|formats)\/|^cli\/runs\/render-run\.ts$/;
    const counts = /\b(Trial|TurnRecord|viewRun|countScope|countArm|analyse(Run|Arm))\b|\/stats\//;
    const shown = code.filter(({ path }) => shows.test(path));
    expect(shown.length).toBeGreaterThan(30);
    expect(shown.filter(({ text }) => counts.test(text)).map(({ path }) => path)).toEqual([]);
  });

  test('no report format is told apart by its name', () => {
    const names = Object.keys(reportFormats).join('|');
    const told = new RegExp(`[!=]== '(${names})'|case '(${names})':`);
    const runs = code.filter(({ path }) =>
      /^report\/|^cli\/(runs|ab|commands\/(ab|report))/.test(path),
    );
    expect(runs.filter(({ text }) => told.test(text)).map(({ path }) => path)).toEqual([]);
  });

  test('only terminal and cli write to the terminal', () => {
    const wrong = code.filter(
      ({ room, text }) =>
        !['cli', 'terminal'].includes(room) &&
        /\bconsole\.(log|error|warn|info|debug)\b|process\.(stdout|stderr)/.test(text),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  test('no file is an orphan', () => {
    const imported = new Set(files.flatMap(({ imports }) => imports));
    // Entry points: the program, those of the library, and worker threads, started by their URL.
    const entries = (path: string): boolean =>
      path === 'main.ts' || libraryEntries.includes(path) || path.endsWith('-worker.ts');
    expect(
      code.filter(({ path }) => !imported.has(path) && !entries(path)).map((f) => f.path),
    ).toEqual([]);
  });

  test('every source file begins with what it is for', () => {
    const silent = code.filter(({ text }) => !/^(\/\/ |\/\*\*)/.test(text));
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  test('lines are at most 100 columns wide, but for some that are left', () => {
    const wide = files.flatMap(({ path, text }) =>
      text
        .split('\n')
        .flatMap((line, index) => (line.length > 100 ? [`${path}:${index + 1}`] : [])),
    );
    expect(wide.length, wide.join('\n')).toBeLessThanOrEqual(wideLinesMax);
  });

  test('no source file has a default export or is a barrel', () => {
    const wrong = code.filter(
      ({ text }) => /^export default /m.test(text) || /^export \* from/m.test(text),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});

describe('inside cli', () => {
  const shared = new Map(
    rows
      .filter(({ name }) => name.startsWith('cli/'))
      .map(({ name, imports }) => [name.slice('cli/'.length), readNames(imports) ?? []]),
  );
  const names = commands.map(({ usage }) => usage.split(' ')[0] ?? '');
  const cli = code
    .filter(({ room }) => room === 'cli')
    .map(({ path, imports }) => ({
      path: path.slice('cli/'.length),
      imports: imports
        .filter((target) => target.startsWith('cli/'))
        .map((target) => target.slice('cli/'.length)),
    }));
  /** The folder of a file; that of a command's own file is the command's. '' is cli itself. */
  const folderOf = (path: string): string =>
    /^commands\/([\w-]+)\.ts$/.exec(path)?.[1] ?? (path.includes('/') ? roomOf(path) : '');

  test('a command is a file of its name, and every folder is of a command or is shared', () => {
    const ownFiles = cli.map(({ path }) => path).filter((path) => path.startsWith('commands/'));
    expect(ownFiles).toEqual([...names, 'registry'].sort().map((name) => `commands/${name}.ts`));
    const folders = new Set(cli.map(({ path }) => folderOf(path)));
    const known = new Set(['', 'registry', ...names, ...shared.keys()]);
    expect([...folders].filter((folder) => !known.has(folder))).toEqual([]);
    expect([...shared.keys()].filter((name) => names.includes(name))).toEqual([]);
  });

  test('commands meet in shared folders only', () => {
    const wrong = cli
      .filter(({ path }) => !['', 'registry'].includes(folderOf(path)))
      .flatMap(({ path, imports }) => {
        const folder = folderOf(path);
        const allowed = [folder, ...(shared.get(folder) ?? shared.keys())];
        return imports
          .filter((target) => target !== 'command.ts' && !allowed.includes(folderOf(target)))
          .map((target) => `${path} imports ${target}`);
      });
    expect(wrong).toEqual([]);
  });

  test('what is shared is used by two commands, and its table names no arrow that nobody uses', () => {
    const arrows = new Set(
      cli.flatMap(({ path, imports }) =>
        imports.map((target) => `${folderOf(path)} -> ${folderOf(target)}`),
      ),
    );
    const named = [...shared].flatMap(([name, targets]) => targets.map((to) => `${name} -> ${to}`));
    expect(named.filter((arrow) => !arrows.has(arrow))).toEqual([]);
    const users = (folder: string): string[] =>
      [...names, ...shared.keys()]
        .filter((user) => user !== folder && arrows.has(`${user} -> ${folder}`))
        .flatMap((user) => (shared.has(user) ? users(user) : [user]));
    const lonely = [...shared.keys()].filter((folder) => new Set(users(folder)).size < 2);
    expect(lonely).toEqual([]);
  });
});
