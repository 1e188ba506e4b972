// A profile that the user names: what `learn` and `probe` write, in the form of this version or of
// an older one.
import { parse as parseYaml } from 'yaml';
import { ZodError, z } from 'zod';
import { readNamedFile } from '../../files/read-named-file.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { parseProbeAnswers } from '../../profiles/probe-answers.ts';
import { profileOfProbe } from '../../profiles/probe-profile.ts';
import { type ProfileFile, parseProfileFile } from '../../profiles/profile-file.ts';
import { findShippedProfile, profileBackends } from '../../profiles/shipped-profiles.ts';

export interface NamedProfile {
  readonly profile: ProfileFile;
  /** Of `FILE#MODEL`; null: the whole file was named. */
  readonly model: string | null;
}

/**
 * A file of JSON or YAML as a value.
 * @param what it is, for the message
 * @throws HarnessError `not-found`, `bad-input` for one that cannot be read or has another shape
 */
export function readDataFile<Value>(
  path: string,
  what: string,
  parse: (value: unknown) => Value,
  hint = 'docs/simulator.md shows one',
): Value {
  try {
    return parse(parseYaml(readNamedFile(path)) as unknown);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const reason = error instanceof ZodError ? z.prettifyError(error) : said;
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') {
      throw new HarnessError('not-found', `there is no ${what} ${path}`, hint, error);
    }
    throw new HarnessError(
      'bad-input',
      `cannot read the ${what} ${path}: ${reason.replaceAll(/\s+/g, ' ')}`,
      hint,
      error,
    );
  }
}

const profileHint =
  'Name a file of `probe` or `learn` (docs/simulator.md shows one), or a backend with built-in ' +
  `profiles: ${profileBackends.join(', ')}`;

/**
 * @param given FILE or FILE#MODEL, or a backend with built-in profiles
 * @throws HarnessError `not-found`, `bad-input`
 */
export function readProfile(given: string): NamedProfile {
  const [, path = given, model = null] = /^(.*)#([^#/]+)$/.exec(given) ?? [];
  const builtIn = findShippedProfile(path);
  if (builtIn !== null) return { profile: builtIn, model };
  return { profile: readDataFile(path, 'profile', parseProfile, profileHint), model };
}

/** Older versions of `probe` wrote their answers. */
function parseProfile(value: unknown): ProfileFile {
  const isOfAnswers =
    typeof value === 'object' && value !== null && Object.hasOwn(value, 'answers');
  return isOfAnswers ? profileOfProbe(parseProbeAnswers(value)) : parseProfileFile(value);
}
