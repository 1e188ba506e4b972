// What is known before a run is played: figures of real sessions, or of a published experiment.
import type { RunDefinition } from '../../domain/run.ts';

/** One finding, about arms that differ in what it is about. */
export interface KnownFinding {
  readonly id: string;
  /** Whether the arms of a run differ in it. */
  appliesTo(definition: RunDefinition): boolean;
  /** Sentences, the answer first; empty where nothing is known for the run's model. */
  describe(definition: RunDefinition): readonly string[];
}

/** True where the translator's arms of a run have more than one value of the option. */
export function differIn({ arms }: RunDefinition, option: string): boolean {
  const values = arms.flatMap((arm) => {
    if (arm.agent !== 'scripted') return [];
    const options: Readonly<Record<string, unknown>> = arm.options;
    return [options[option]];
  });
  return new Set(values).size > 1;
}
