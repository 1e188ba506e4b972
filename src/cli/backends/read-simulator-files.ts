// The files that `sim` can be given: a profile, and refusals of the user's own.
import {
  type ProfileSettings,
  toBuiltInSettings,
  toProfileSettings,
} from '../../profiles/profile-settings.ts';
import { profileBackends } from '../../profiles/shipped-profiles.ts';
import {
  defaultSimulatorParameters,
  parseSimulatorParameters,
  type SimulatorParameters,
} from '../../profiles/simulator-parameters.ts';
import type { ValidationRule } from '../../rules/validation/rule.ts';
import { parseUserRules } from '../../rules/validation/user-rules.ts';
import { readDataFile, readProfile } from './read-profile.ts';

/**
 * @param given a file, `FILE#MODEL` for one of its models, or a backend with built-in profiles
 * @param model the one that is played, where it is known
 * @param at month or day whose rules hold; null: the newest
 * @throws HarnessError `bad-input`, or `usage` for what the simulator does not have
 */
export function readProfileSettings(
  given: string,
  model: string | null | undefined = null,
  at: string | null = null,
): ProfileSettings {
  const builtIn = profileBackends.find((name) => name === given);
  if (builtIn !== undefined) return toBuiltInSettings(builtIn);
  const { profile, model: named } = readProfile(given);
  return toProfileSettings(profile, named ?? model, at);
}

/**
 * Defaults, then what the profile found, then what `--sim` says.
 * @param model the one that is asked for, where it is known
 * @throws HarnessError `bad-input` or `usage`
 */
export function readSimulatorParameters(
  profile: string | undefined,
  sim: readonly string[],
  model: string | null | undefined = null,
): SimulatorParameters {
  const given = parseSimulatorParameters(sim);
  if (profile === undefined) return given;
  const at = given.profile_date || null;
  const { parameters } = readProfileSettings(profile, model ?? null, at);
  return parseSimulatorParameters(sim, { ...defaultSimulatorParameters, ...parameters });
}

/** @throws HarnessError `bad-input` */
export function readUserRules(path: string | undefined): ValidationRule[] {
  return path === undefined ? [] : readDataFile(path, 'rules file', parseUserRules);
}
