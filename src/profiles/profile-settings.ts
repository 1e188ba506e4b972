// A profile that a user gives, as a run uses it: the parameters that it settles, and how reports
// name it.
import { HarnessError } from '../lib/harness-error.ts';
import { longestStart, periodAt } from './find-period.ts';
import type { ProfileFile, ProfileModel } from './profile-file.ts';
import { parameterSources, periodParameters } from './profile-parameters.ts';
import type { ProfileBackend } from './shipped-profiles.ts';
import type { SimulatorParameters } from './simulator-parameters.ts';

export interface ProfileSettings {
  readonly parameters: Partial<SimulatorParameters>;
  /** `profile of gpt-5.5 from 2026-11-22` */
  readonly source: string;
  /** By parameter, as its rule says: `probe of openai on 2026-11-22`. */
  readonly sources: Readonly<Record<string, string>>;
  /** What the values rest on, as in `measured, in a profile file`. */
  readonly confidence: string;
  /** Whether a real backend was asked. */
  readonly label: ProfileFile['label'];
}

/** The profiles that turntape comes with, of one backend. */
export function toBuiltInSettings(backend: ProfileBackend): ProfileSettings {
  return {
    parameters: { profile_backend: backend },
    source: `built-in profiles of ${backend}`,
    sources: {},
    confidence: 'as docs/simulator.md says of each rule',
    label: 'documented',
  };
}

function chooseModel({ models }: ProfileFile, model: string | null): ProfileModel {
  const usable = models.filter(({ periods }) => periods.length > 0);
  const [only, ...others] = usable;
  const fitting = model === null ? only : longestStart(usable, model);
  if (fitting !== undefined && (model !== null || others.length === 0)) return fitting;
  const known = usable.map((one) => one.model).join(', ');
  throw new HarnessError(
    'usage',
    model === null
      ? `the profile has rules of ${usable.length} models`
      : `the profile has no rules of ${model}`,
    `Choose one with FILE#MODEL: ${known || 'it has none'}`,
  );
}

/**
 * The newest period of one model, or the one of a date.
 * @param model null: the only one of the file
 * @param at `YYYY-MM` or a day; null: the newest
 * @throws HarnessError `usage` where the file has several models or not this one, or for a value
 * that the simulator does not have
 */
export function toProfileSettings(
  profile: ProfileFile,
  model: string | null,
  at: string | null,
): ProfileSettings {
  const chosen = chooseModel(profile, model);
  const period = periodAt(chosen.periods, at);
  const { label, backend } = profile;
  const of = backend === undefined ? chosen.model : `${backend} ${chosen.model}`;
  const since = period?.from ? ` from ${period.from}` : '';
  return {
    parameters: period === null ? {} : periodParameters(period),
    source: `profile of ${of}${since}`,
    sources: period === null ? {} : parameterSources(period),
    confidence: `${label}, in a profile file`,
    label,
  };
}
