// A profile that a user gives, as a run uses it: the parameters that it settles, and how reports
// name it. Probes and usage counters write files of two kinds; both end here.
import { HarnessError } from '../lib/harness-error.ts';
import { type BackendProfile, profileParameters } from './backend-profile.ts';
import { periodAt } from './find-period.ts';
import type { ProfileFile, ProfileModel } from './profile-file.ts';
import { periodParameters } from './profile-parameters.ts';
import type { SimulatorParameters } from './simulator-parameters.ts';

export interface ProfileSettings {
  readonly parameters: Partial<SimulatorParameters>;
  /** `probe of openai (gpt-5.5) on 2026-11-22` */
  readonly source: string;
  /** What the values rest on, as in `measured by a probe`. */
  readonly confidence: string;
  /** Whether a real backend was asked. */
  readonly label: ProfileFile['label'];
}

/** @throws HarnessError `usage` for a parameter or value that the simulator does not have */
export function toProfileSettings(profile: BackendProfile): ProfileSettings {
  const { backend, model, date, label } = profile;
  return {
    parameters: profileParameters(profile),
    source: `probe of ${backend} (${model}) on ${date}`,
    confidence: `${label} by a probe`,
    label,
  };
}

function chooseModel({ models }: ProfileFile, model: string | null): ProfileModel {
  const usable = models.filter(({ periods }) => periods.length > 0);
  const fitting =
    model === null
      ? usable
      : usable
          .filter((one) => model.startsWith(one.model))
          .sort((a, b) => b.model.length - a.model.length)
          .slice(0, 1);
  const [only, ...others] = fitting;
  if (only !== undefined && others.length === 0) return only;
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
 * @throws HarnessError `usage` where the file has several models or not this one
 */
export function toLearnedSettings(
  profile: ProfileFile,
  model: string | null,
  at: string | null,
): ProfileSettings {
  const chosen = chooseModel(profile, model);
  const period = periodAt(chosen.periods, at);
  const { label } = profile;
  const since = period?.from ? ` from ${period.from}` : '';
  return {
    parameters: period === null ? {} : periodParameters(period),
    source: `profile of ${chosen.model}${since}`,
    confidence: `${label}, in a profile file`,
    label,
  };
}
