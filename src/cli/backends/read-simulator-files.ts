// The files that `sim` can be given: a profile, and refusals of the user's own.
import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { ZodError, z } from 'zod';
import { HarnessError } from '../../lib/harness-error.ts';
import { type BackendProfile, parseBackendProfile } from '../../profiles/backend-profile.ts';
import { type ProfileFile, parseProfileFile } from '../../profiles/profile-file.ts';
import {
  type ProfileSettings,
  toLearnedSettings,
  toProfileSettings,
} from '../../profiles/profile-settings.ts';
import {
  defaultSimulatorParameters,
  parseSimulatorParameters,
  type SimulatorParameters,
} from '../../profiles/simulator-parameters.ts';
import type { ValidationRule } from '../../rules/validation/rule.ts';
import { parseUserRules } from '../../rules/validation/user-rules.ts';

function readFile<Value>(path: string, what: string, parse: (value: unknown) => Value): Value {
  try {
    return parse(parseYaml(readFileSync(path, 'utf8')) as unknown);
  } catch (error) {
    const reason = error instanceof ZodError ? z.prettifyError(error) : String(error);
    throw new HarnessError(
      'bad-input',
      `cannot read the ${what} ${path}: ${reason.replaceAll(/\s+/g, ' ')}`,
      'docs/simulator.md shows one',
      error,
    );
  }
}

/** What `probe` writes has answers; what `learn` writes, and the shipped profiles, have models. */
function parseProfile(value: unknown): BackendProfile | ProfileFile {
  const isOfModels = typeof value === 'object' && value !== null && Object.hasOwn(value, 'models');
  return isOfModels ? parseProfileFile(value) : parseBackendProfile(value);
}

/**
 * @param given a file, or `FILE#MODEL` for one of its models
 * @param model the one that is played, where it is known
 * @throws HarnessError `bad-input`, or `usage` for what the simulator does not have
 */
export function readProfileSettings(
  given: string,
  model: string | null = null,
  at: string | null = null,
): ProfileSettings {
  const [, path = given, named] = /^(.*)#([^#/]+)$/.exec(given) ?? [];
  const profile = readFile(path, 'profile', parseProfile);
  return 'models' in profile
    ? toLearnedSettings(profile, named ?? model, at)
    : toProfileSettings(profile);
}

/**
 * Defaults, then what the profile found, then what `--sim` says.
 * @throws HarnessError `bad-input` or `usage`
 */
export function readSimulatorParameters(
  profile: string | undefined,
  sim: readonly string[],
): SimulatorParameters {
  const given = parseSimulatorParameters(sim);
  if (profile === undefined) return given;
  const at = given.profile_date || null;
  const { parameters } = readProfileSettings(profile, null, at);
  return parseSimulatorParameters(sim, { ...defaultSimulatorParameters, ...parameters });
}

/** @throws HarnessError `bad-input` */
export function readUserRules(path: string | undefined): ValidationRule[] {
  return path === undefined ? [] : readFile(path, 'rules file', parseUserRules);
}
