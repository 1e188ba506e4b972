// Documents that a machine can hold: commands, options, links, and what must not be in the
// repository.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import { runCommandLine } from '../src/cli/command-line.ts';
import { commands } from '../src/cli/commands/registry.ts';
import { armOptionSchema } from '../src/domain/arm-options.ts';
import { lossFamilies, lossFeatures } from '../src/domain/loss.ts';
import { createTerminal } from '../src/terminal/console.ts';
import { renderSettings } from './settings-table.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

function listMarkdown(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
}
const pages = readdirSync(root).filter((name) => name.endsWith('.md'));
const documents = [...pages, ...listMarkdown('docs')];

/** In this process: a process for each command would take most of the time of this file. */
async function helpOf(words: readonly string[]): Promise<string> {
  const { stdout, stderr } = process;
  const terminal = createTerminal({ stdout, stderr, env: {}, cwd: () => root });
  // yargs prints its help so.
  const print = vi.spyOn(console, 'log').mockImplementation(() => {});
  try {
    await runCommandLine([...words, '--help-all'], terminal);
    return print.mock.calls.flat().join('\n').trimEnd();
  } finally {
    print.mockRestore();
  }
}

describe('commands', () => {
  const names = commands.map(({ usage }) => usage.split(' ')[0] ?? '');

  test('docs/commands.md is what --help-all prints (vitest -u rewrites it)', async () => {
    const sections: string[] = [];
    for (const words of [[], ...names.map((name) => [name])]) {
      const title = ['turntape', ...words].join(' ');
      sections.push(`## ${title}\n\n\`\`\`\n${await helpOf(words)}\n\`\`\`\n`);
    }
    const text = `# Commands\n\nWritten by \`npx vitest run tests/docs.test.ts -u\` from \`--help-all\`; \`--help\` leaves out what is rarely needed.\n\n${sections.join('\n')}`;
    await expect(text).toMatchFileSnapshot(join(root, 'docs/commands.md'));
  });

  test('docs/configuration.md lists every setting (vitest -u rewrites the list)', async () => {
    const path = 'docs/configuration.md';
    const before = read(path).split('\n| setting |')[0] ?? '';
    const text = `${before}\n${await renderSettings()}`;
    await expect(text).toMatchFileSnapshot(join(root, path));
  });

  test('every command is in the README', () => {
    const readme = read('README.md');
    expect(names.filter((name) => !new RegExp(`\`${name}[ \`]`).test(readme))).toEqual([]);
  });
});

describe('options', () => {
  test('every option of an arm, default first, is in docs/translation.md', () => {
    const text = read('docs/translation.md');
    const missing = Object.entries(armOptionSchema)
      .map(([name, [first, ...others]]) => {
        const words = others.map((value) => `\`${value}\``).join(' ');
        return `| \`${name}\` | \`${first}\` | ${words} |`;
      })
      .filter((row) => !text.includes(row));
    expect(missing).toEqual([]);
  });
});

/** The ids that GitHub gives to a page's headings. */
function anchorsOf(path: string): Set<string> {
  const headings = [...read(path).matchAll(/^#{1,6} (.*)$/gm)].map(([, text]) => text ?? '');
  return new Set(
    headings.map((text) =>
      text
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    ),
  );
}

describe('losses', () => {
  const page = read('docs/translation.md');
  /** Names in the last column of the tables of requests and streams. */
  const named = page
    .split('\n## ')
    .filter((section) => /^(Request|Stream)\n/.test(section))
    .flatMap((section) => section.split('\n'))
    .filter((line) => line.startsWith('| '))
    .flatMap((line) => [...(line.split(' | ')[2] ?? '').matchAll(/`([^`]+)`/g)])
    .map(([, name]) => name ?? '');

  test('every one that the translator can return is in docs/translation.md', () => {
    expect(lossFeatures.filter((feature) => !page.includes(`\`${feature}\``))).toEqual([]);
    const families = lossFamilies.filter(
      (family) => !new RegExp(`\`${family}-[A-Z]+\``).test(page),
    );
    expect(families).toEqual([]);
  });

  test('its tables name no other', () => {
    const known = (name: string): boolean =>
      lossFeatures.some((feature) => feature === name) ||
      lossFamilies.some((family) => name.startsWith(`${family}-`));
    expect(named.length).toBeGreaterThan(lossFeatures.length);
    expect(named.filter((name) => !known(name))).toEqual([]);
  });
});

describe('links', () => {
  const links = documents.flatMap((document) =>
    [...read(document).matchAll(/\]\((?!https?:)([^)]+)\)/g)].map((match) => {
      const [target = '', anchor] = (match[1] ?? '').split('#');
      return { document, path: target === '' ? document : join(dirname(document), target), anchor };
    }),
  );

  test('every link resolves, to its heading', () => {
    expect(links.length).toBeGreaterThan(50);
    const broken = links.filter(
      ({ path, anchor }) =>
        !existsSync(join(root, path)) || (anchor !== undefined && !anchorsOf(path).has(anchor)),
    );
    expect(broken).toEqual([]);
  });

  test('every page of docs is in the index', () => {
    const index = read('docs/README.md');
    const pages = readdirSync(join(root, 'docs')).filter((name) => /(?<!README)\.md$/.test(name));
    expect(pages.filter((name) => !index.includes(`](${name})`))).toEqual([]);
  });

  test('every file that a page names exists', () => {
    // NAME and RUN are placeholders; the database is written by a run.
    const isMadeUp = (path: string): boolean =>
      /\b(NAME|RUN)\b/.test(path) || path === 'recordings/.local/turntape.db';
    const named = documents.flatMap((document) =>
      [
        ...read(document).matchAll(
          /`((?:src|tests|tools|bench|scenarios|schemas|recordings|reports|bin)\/[\w./-]*)`/g,
        ),
      ].map((match) => ({ document, path: match[1] ?? '' })),
    );
    expect(named.filter(({ path }) => !isMadeUp(path) && !existsSync(join(root, path)))).toEqual(
      [],
    );
  });
});

test('a decision record has a number that no other has', () => {
  const numbers = readdirSync(join(root, 'docs/decisions')).map((name) => name.slice(0, 4));
  expect(numbers).toEqual([...new Set(numbers)]);
});

describe('CONTRIBUTING.md', () => {
  const text = ['CONTRIBUTING.md', 'AGENTS.md', 'SECURITY.md'].map(read).join('\n');

  test('names files that exist', () => {
    const folders = 'src|tests|tools|docs|recordings|bench|examples|\\.ci';
    const named = [...text.matchAll(new RegExp(`\`((?:${folders})/[^\`* ]*)`, 'g'))];
    const paths = named.map(([, path = '']) => path.split('NAME')[0] ?? '');
    expect(paths.length).toBeGreaterThan(30);
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test('names the commands that there are', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/`npm run ([\w:]+)/g)].map(([, name]) => name);
    const unnamed = ['test', 'start', 'prepare'];
    expect([...new Set(named), ...unnamed].sort()).toEqual(Object.keys(scripts).sort());
  });
});

describe('what must not be in the repository', () => {
  const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(root, path)));
  // In parts, so that this file holds none of them itself.
  const banned: readonly (readonly [what: string, pattern: RegExp])[] = [
    [
      'a vendor prompt',
      new RegExp(['You are Claude', 'Code|You are Codex,', 'based on'].join(' ')),
    ],
    ['a path of a machine', new RegExp([`/${'work'}/`, `/${'ro'}ot/`, `/${'fa'}rm/`].join('|'))],
    ['a package registry', new RegExp(`https?://[a-z.]*(${['np', 'm'].join('')})[a-z.]*/`)],
    ['a key', /\bsk-(ant-|proj-)?[A-Za-z0-9]{32,}/],
  ];
  test.each(banned)('%s', (_what, pattern) => {
    expect(tracked.filter((path) => pattern.test(read(path)))).toEqual([]);
  });
});
