import { join } from 'node:path';
import { expect, test } from 'vitest';
import { plays } from '../plays/registry.ts';
import { rowGroups } from '../row.ts';
import { rows } from './registry.ts';

test('every row names plays that exist, and every play is needed by a row', () => {
  const names = plays.map(({ name }) => name);
  const needed = new Set(rows.flatMap((row) => row.plays));
  expect([...needed].filter((name) => !names.includes(name))).toEqual([]);
  expect(names.filter((name) => !needed.has(name))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
});

test('every row says what it costs, how to fix it and where it was seen, in sentences', () => {
  const wrong = rows.filter(
    ({ checks, matters, fix, sources }) =>
      sources.length === 0 || ![checks, matters, fix].every((text) => /^[A-Z`].*\.$/.test(text)),
  );
  expect(wrong.map(({ id }) => id)).toEqual([]);
});

test('every source is an address that can be opened, or a page of these documents', () => {
  const address = /^(no public report found; )?(https:\/\/[^\s()]+|docs\/\S+\.md#\S+)$/;
  const wrong = rows.flatMap(({ id, sources }) =>
    sources.filter((one) => !address.test(one)).map((one) => `${id}: ${one}`),
  );
  // No page says what goes without saying.
  expect(wrong).toEqual(['answers-apart: no public report']);
});

test('without evidence no row passes by itself: each needs at least one play', () => {
  expect(rows.filter((row) => row.plays.length === 0).map(({ id }) => id)).toEqual([]);
});

test('docs/conform-rows.md lists every row (vitest -u writes it)', async () => {
  const home = /^https:\/\/(github\.com\/[^/]+|platform\.claude\.com\/docs\/en)\//;
  const nameOf = (address: string): string =>
    address.replace(home, '').replace(/\/(issues|pull)\//, ' ');
  const link = (source: string): string =>
    source
      .replace(/https:\/\/\S+/, (address) => `[${nameOf(address)}](${address})`)
      .replace(/ docs\/(\S+)$/, (path, name) => ` [${path.trim()}](${name})`);
  const sections = Object.entries(rowGroups).map(([group, title]) => {
    const own = rows.filter((row) => row.group === group);
    const lines = own.map((row) => {
      const about = `${row.title}. ${row.checks}`;
      const cells = [`\`${row.id}\``, row.severity, about, row.matters, row.fix];
      return `| ${[...cells, row.sources.map(link).join(', ')].join(' | ')} |`;
    });
    const head = '| row | severity | what it checks | why it matters | how to fix it | seen in |';
    return `## ${title}\n\n${head}\n| --- | --- | --- | --- | --- | --- |\n${lines.join('\n')}\n`;
  });
  const by = 'Written by `npx vitest run src/conform/rows -u` from the rows.';
  const count = `${rows.length} rows, ${plays.length} plays.`;
  const about = `${by} What a card is: [conform.md](conform.md). ${count}`;
  const text = `# The rows of the card\n\n${about}\n\n${sections.join('\n')}`;
  const path = join(import.meta.dirname, '../../../docs/conform-rows.md');
  await expect(text).toMatchFileSnapshot(path);
});
