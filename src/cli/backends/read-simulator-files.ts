// The files that `sim` can be given: a probe's profile, and refusals of the user's own.
import { readFileSync } from 'node:fs';
import { parse as parseYaml } from 'yaml';
import { ZodError, z } from 'zod';
import { HarnessError } from '../../lib/harness-error.ts';
import { parseBackendProfile } from '../../profiles/backend-profile.ts';
import { type ProfileSettings, toProfileSettings } from '../../profiles/profile-settings.ts';
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

/** @throws HarnessError `bad-input`, or `usage` for what the simulator does not have */
export function readProfileSettings(path: string): ProfileSettings {
  return toProfileSettings(readFile(path, 'profile', parseBackendProfile));
}

/**
 * Defaults, then what the profile found, then what `--sim` says.
 * @throws HarnessError `bad-input` or `usage`
 */
export function readSimulatorParameters(
  profile: string | undefined,
  sim: readonly string[],
): SimulatorParameters {
  const base = profile === undefined ? {} : readProfileSettings(profile).parameters;
  return parseSimulatorParameters(sim, { ...defaultSimulatorParameters, ...base });
}

/** @throws HarnessError `bad-input` */
export function readUserRules(path: string | undefined): ValidationRule[] {
  return path === undefined ? [] : readFile(path, 'rules file', parseUserRules);
}
