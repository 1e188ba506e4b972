// A probe's profile as a run uses it: the parameters that it settles, and how reports name it.
import { type BackendProfile, profileParameters } from './backend-profile.ts';
import type { SimulatorParameters } from './simulator-parameters.ts';

export interface ProfileSettings {
  readonly parameters: Partial<SimulatorParameters>;
  /** `probe of openai (gpt-5.5) on 2026-11-22` */
  readonly source: string;
  /** Whether the probe asked a real backend. */
  readonly label: BackendProfile['label'];
}

/** @throws HarnessError `usage` for a parameter or value that the simulator does not have */
export function toProfileSettings(profile: BackendProfile): ProfileSettings {
  const { backend, model, date, label } = profile;
  return {
    parameters: profileParameters(profile),
    source: `probe of ${backend} (${model}) on ${date}`,
    label,
  };
}
