// What the pages show is what the commands print: the reproducible ones are played again, on the
// simulator and on committed fixtures. `...` in a block marks lines that are left out.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCommandLine } from '../src/cli/command-line.ts';
import { createTerminal, defaultColumns, type Terminal } from '../src/terminal/console.ts';
import { findBlocks, findInvocations } from './documented-commands.ts';

const root = join(import.meta.dirname, '..');
const pages = ['README.md', 'docs/experiment.md', 'docs/explain.md', 'docs/walk-through.md'];
/** Needs no recording, no client, no socket and no file that another command of the page makes. */
const reproducible =
  /^(ab (plain-tool-loop|late-tools) (?!.*(gateway:|--backend))|explain (demo|key|recordings))/;

interface Shown {
  readonly words: readonly string[];
  /** Lines of output that the page shows. */
  readonly lines: readonly string[];
}

/** Commands of a page with the lines below them, up to the next command of the block. */
function findShown(page: string): Shown[] {
  return findBlocks(readFileSync(join(root, page), 'utf8')).flatMap((block) => {
    const shown: { words: readonly string[]; lines: string[] }[] = [];
    for (const line of block.split('\n')) {
      const [words] = findInvocations(line);
      if (words !== undefined) shown.push({ words, lines: [] });
      else if (!['', '...'].includes(line.trim())) shown.at(-1)?.lines.push(line.trimEnd());
    }
    return shown;
  });
}

/** What a command prints to a pipe, with its run and reports in `folder`. */
async function print(words: readonly string[], folder: string): Promise<string> {
  let out = '';
  const terminal: Terminal = {
    ...createTerminal({ stdout: process.stdout, stderr: process.stderr, env: {}, cwd: () => root }),
    ...{ colour: false, columns: defaultColumns },
    result: (text) => {
      out += `${text}\n`;
    },
    note: () => {},
  };
  const output = words[0] === 'ab' ? ['--out', join(folder, 'reports'), '--no-charts'] : [];
  await runCommandLine([...words, '--db', join(folder, 'a.db'), ...output], terminal);
  return out.replaceAll(folder, '').replaceAll(/(?:\.\.\/)*\/?reports\//g, 'reports/');
}

test.each(pages)('%s', async (page) => {
  const folder = mkdtempSync(join(tmpdir(), 'turntape-docs-'));
  try {
    const played = findShown(page).filter(
      ({ words, lines }) =>
        reproducible.test(words.join(' ')) && (lines.length > 0 || words.includes('--run')),
    );
    expect(played.length).toBeGreaterThan(0);
    for (const { words, lines } of played) {
      const printed = (await print(words, folder)).split('\n').map((line) => line.trimEnd());
      let at = 0;
      for (const line of lines) {
        const found = printed.indexOf(line, at);
        expect(
          found,
          `turntape ${words.join(' ')} does not print:\n${line}`,
        ).toBeGreaterThanOrEqual(at);
        at = found + 1;
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
