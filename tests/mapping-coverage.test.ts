// Every row of the request mapping has a fixture: what nobody pins, nobody notices when it changes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findFixtures, readFixtureFiles } from '../src/cli/fixtures/fixture-folders.ts';
import { parseFixture } from '../src/formats/fixture-files.ts';

const root = join(import.meta.dirname, '..');
const fixtures = findFixtures([join(root, 'recordings')]).map((folder) =>
  parseFixture(folder.name, readFixtureFiles(folder)),
);

/** The table under `## Request`: first cell, and the names of losses in the last. */
const rows = readFileSync(join(root, 'docs', 'translation.md'), 'utf8')
  .split('\n## ')
  .filter((section) => section.startsWith('Request\n'))
  .flatMap((section) => section.split('\n'))
  .filter((line) => line.startsWith('| '))
  .slice(2)
  .map((line) => {
    const cells = line.split(' | ');
    const named = [...(cells[2] ?? '').matchAll(/`([a-z-]+)`/g)].map(([, name]) => name ?? '');
    return { name: (cells[0] ?? '').slice(2).trim(), losses: named };
  });

test('there are at least 25 fixtures, from both clients and by hand', () => {
  expect(fixtures.length).toBeGreaterThanOrEqual(25);
  const origins = fixtures.map(({ meta }) => meta.origin).join('\n');
  for (const origin of ['recorded from Claude Code', 'recorded from Codex CLI', 'made by hand']) {
    expect(origins).toContain(origin);
  }
});

test('no fixture covers a row that is not there', () => {
  const names = new Set(rows.map(({ name }) => name));
  const unknown = fixtures.flatMap(({ name, meta }) =>
    (meta.covers ?? []).filter((row) => !names.has(row)).map((row) => `${name}: ${row}`),
  );
  expect(unknown).toEqual([]);
});

const covering = (row: string) => fixtures.filter(({ meta }) => meta.covers?.includes(row));

test.each(rows.map(({ name }) => name))('%s has a fixture', (name) => {
  expect(covering(name).map((fixture) => fixture.name)).not.toEqual([]);
});

const withLosses = rows.filter(({ losses }) => losses.length > 0);

test.each(withLosses)('$name: each loss that it names is pinned', ({ name, losses }) => {
  const pinned = covering(name).flatMap(({ expected }) =>
    [...expected.values()].flatMap((turns) =>
      [...turns.values()].map((turn) => JSON.stringify(turn.losses)),
    ),
  );
  const missing = losses.filter(
    (loss) => !pinned.some((text) => text.includes(`"feature":"${loss}"`)),
  );
  expect(missing).toEqual([]);
});
