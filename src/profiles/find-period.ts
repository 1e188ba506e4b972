// Which period of which profile holds for a model of a backend at a time.
import { bareModel } from './bare-model.ts';
import type { ProfileFile, ProfileModel, ProfilePeriod } from './profile-file.ts';
import { type ProfileBackend, shippedProfiles } from './shipped-profiles.ts';

export interface FoundPeriod {
  /** `chatgpt gpt-5.4 2026-06`: backend, family, and since when. */
  readonly name: string;
  readonly backend: string;
  readonly model: string;
  readonly label: ProfileFile['label'];
  readonly period: ProfilePeriod;
}

/** What a model that no profile knows is taken for. */
export const unknownModelFamily = 'gpt-5.5';

/** Of the models whose name a model begins with, the longest. */
export function longestStart(
  models: readonly ProfileModel[],
  model: string,
): ProfileModel | undefined {
  return models
    .filter((one) => model.startsWith(one.model))
    .sort((a, b) => b.model.length - a.model.length)[0];
}

/**
 * The period that holds.
 * @param at month or day, `YYYY-MM` or `YYYY-MM-DD`; null: the newest period
 * @returns the first period where the time is before all of them: nothing older is known
 */
export function periodAt(
  periods: readonly ProfilePeriod[],
  at: string | null,
): ProfilePeriod | null {
  if (at === null) return periods.at(-1) ?? null;
  return periods.findLast(({ from }) => from === null || from <= at) ?? periods[0] ?? null;
}

const found = new Map<string, FoundPeriod>();

/** Whether a shipped profile of the backend is of this model, or of its family. */
export function hasShippedProfile(backend: ProfileBackend, model: string): boolean {
  const own = shippedProfiles.filter((profile) => profile.backend === backend);
  return (
    longestStart(
      own.flatMap(({ models }) => models),
      bareModel(model),
    ) !== undefined
  );
}

/** Of the shipped profiles; unknown models are taken for gpt-5.5. */
export function findShippedPeriod(
  backend: ProfileBackend,
  model: string,
  at: string | null = null,
): FoundPeriod {
  const key = `${backend} ${at} ${model}`;
  const known = found.get(key);
  if (known !== undefined) return known;
  // Names come from requests: no more are remembered than a session could mean.
  if (found.size >= 1000) found.clear();
  const period = searchPeriod(backend, model, at);
  found.set(key, period);
  return period;
}

function searchPeriod(backend: ProfileBackend, model: string, at: string | null): FoundPeriod {
  const own = shippedProfiles
    .filter((profile) => profile.backend === backend)
    .flatMap(({ models, label }) => models.map((one) => ({ ...one, label })));
  const bare = bareModel(model);
  const family = longestStart(own, bare) ?? longestStart(own, unknownModelFamily);
  const period = family === undefined ? null : periodAt(family.periods, at);
  if (family === undefined || period === null) throw new Error(`no profile of ${backend}`);
  const since = period.from === null ? '' : ` ${period.from}`;
  const name = `${backend} ${family.model}${since}`;
  const label = own.find((one) => one.model === family.model)?.label ?? 'documented';
  return { name, backend, model: family.model, label, period };
}

/** The value of a rule; shipped files have all that is asked for, which a test holds. */
export function ruleOf<Value>({ period }: FoundPeriod, name: string): Value {
  return period.rules[name]?.value as Value;
}
