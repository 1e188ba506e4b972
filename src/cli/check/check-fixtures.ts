// What fixtures are compared with: their expected files, another version, or another translator.
import {
  checkAgainst,
  checkFixture,
  checkTranslated,
  type FixtureReport,
} from '../../check/check-fixture.ts';
import type { Tokenizer } from '../../domain/tokenizer.ts';
import type { Fixture } from '../../formats/fixture.ts';
import type { CacheModelParameters } from '../../profiles/cache-model-parameters.ts';
import { pipeTranslator } from './pipe-translator.ts';
import { openOtherVersion } from './play-other-version.ts';

export interface ComparedWith {
  /** A commit, or the folder of an installed version. */
  readonly against?: string | undefined;
  /** A command line for the shell: another translator, to which only the laws apply. */
  readonly translator?: string | undefined;
  /** Rules of the cache by which a fixture's effects are counted. */
  readonly parametersOf: (fixture: Fixture) => CacheModelParameters;
}

/** One report per fixture; another version or translator is given only what is translated. */
export function checkFixtures(
  fixtures: readonly Fixture[],
  { against, translator, parametersOf }: ComparedWith,
  tokenizer: Tokenizer,
): FixtureReport[] {
  const translated = fixtures.filter(({ meta }) => meta.kind === 'anthropic');
  if (translator !== undefined) {
    return translated.map((fixture) =>
      checkTranslated(
        fixture,
        pipeTranslator(translator, fixture),
        tokenizer,
        parametersOf(fixture),
      ),
    );
  }
  if (against === undefined) {
    return fixtures.map((fixture) => checkFixture(fixture, tokenizer, parametersOf(fixture)));
  }
  const other = openOtherVersion(against);
  try {
    const played = other.play(translated);
    return translated.map((fixture, index) =>
      checkAgainst(fixture, played[index] ?? {}, tokenizer, parametersOf(fixture)),
    );
  } finally {
    other.close();
  }
}
