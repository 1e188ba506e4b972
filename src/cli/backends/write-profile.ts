// What `learn` and `probe` end with: a profile, merged with another one where that is asked for,
// and written to a file.
import type { Argv } from 'yargs';
import { plural } from '../../lib/plural.ts';
import {
  assertOneBackend,
  type Disagreement,
  type MergedProfiles,
  mergeProfiles,
  type RuleSide,
} from '../../profiles/merge-profiles.ts';
import type { ProfileFile } from '../../profiles/profile-file.ts';
import type { Terminal } from '../../terminal/console.ts';
import { assertCanWrite, writeFile } from '../output/write-file.ts';
import { readProfile } from './read-profile.ts';

/** A type, not an interface: only types fit `Command`'s record of flags. */
export type ProfileOutFlags = {
  readonly out: string | undefined;
  readonly merge: string | undefined;
};

/** Declares the flags, after those that the parser has already. */
export function withProfileOut<Flags>(parser: Argv<Flags>) {
  return parser
    .option('out', {
      fromProject: false,
      type: 'string',
      description: 'write the profile to this file',
    })
    .option('merge', {
      fromProject: true,
      type: 'string',
      description: 'merge with this profile of `learn` or `probe`, and show where they disagree',
    });
}

/**
 * The profile of `--merge`; null: none. Read before the work begins, when it is asked whether
 * `--out` can be written too: a probe's requests may cost money, and thousands of session files
 * take their time.
 * @param own what is known of the profile to come
 * @throws HarnessError for a profile that cannot be read, or of another backend
 */
export function readMergeProfile(
  { merge, out }: ProfileOutFlags,
  own: Pick<ProfileFile, 'backend'> = {},
): ProfileFile | null {
  if (out !== undefined) assertCanWrite(out);
  if (merge === undefined) return null;
  const { profile } = readProfile(merge);
  assertOneBackend(own, profile);
  return profile;
}

/**
 * Merges and writes as the flags say.
 * @param other of `readMergeProfile`
 * @throws HarnessError for profiles that cannot be merged, a file that cannot be written
 */
export function finishProfile(
  profile: ProfileFile,
  other: ProfileFile | null,
  { out }: Pick<ProfileOutFlags, 'out'>,
  terminal: Terminal,
): MergedProfiles {
  const merged = other === null ? { profile, disagreements: [] } : mergeProfiles(profile, other);
  if (out !== undefined) {
    writeFile(out, `${JSON.stringify(merged.profile, null, 2)}\n`);
    terminal.note(`Wrote ${out}; turntape sim --profile ${out} plays by it`);
  }
  return merged;
}

/** One line for each rule on which the two profiles disagree. */
export function renderDisagreements(other: string, disagreements: readonly Disagreement[]): string {
  if (disagreements.length === 0) return `Nothing disagrees with ${other}`;
  const lines = disagreements.map(({ model, from, rule, kept, other: left, why }) => {
    const since = from === null ? '' : ` from ${from}`;
    return `- ${model}${since}, ${rule}: kept ${describe(kept)}, not ${describe(left)}: ${why}`;
  });
  const rules = plural(disagreements.length, 'rule');
  return [`${rules} on which ${other} disagrees:`, ...lines].join('\n');
}

const describe = ({ value, source, n, confidence }: RuleSide): string =>
  `${String(value)} (${source}; n ${n}, confidence ${confidence})`;
