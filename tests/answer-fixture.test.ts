// Fixtures made by hand: requests in, a fixture out that `check` accepts, the same every time.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadO200kTokenizer } from '../src/backends/o200k-tokenizer.ts';
import { checkFixture } from '../src/check/check-fixture.ts';
import { readFixtureFiles } from '../src/cli/fixtures/fixture-folders.ts';
import { parseFixture } from '../src/formats/fixture-files.ts';
import { answerFixture } from '../tools/fixtures/answer-fixture.ts';

const recordings = join(import.meta.dirname, '..', 'recordings');

test.each(['mapping/thinking-own', 'hand-made-tool-loop'])('%s', async (name) => {
  const tokenizer = await loadO200kTokenizer();
  const given = readFixtureFiles({ name, path: join(recordings, name) });
  const byHand = new Map([...given].filter(([path]) => /^(meta|\d\d\.request)\.json$/.test(path)));
  const made = await answerFixture(name, byHand, tokenizer);
  const fixture = parseFixture(name, made);
  expect(fixture.turns.length).toBe([...byHand].length - 1);
  expect(fixture.obsolete).toEqual([]);
  const { differences, violations } = checkFixture(fixture, tokenizer);
  // The band is around what the real answers report; what the requests replay is not what was
  // answered.
  expect(differences).toEqual([]);
  expect(violations.filter(({ invariant }) => invariant !== 'usage-band')).toEqual([]);
  expect([...(await answerFixture(name, byHand, tokenizer))]).toEqual([...made]);
});
