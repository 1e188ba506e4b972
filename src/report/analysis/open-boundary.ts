// Where a run depends on what begins a user turn, which no profile settles (`turn_boundary`): in
// which scenarios, and how much reasoning counts or not.
import type { RunDefinition, Trial } from '../../domain/run.ts';
import { sum } from '../../stats/descriptive.ts';

export interface OpenBoundary {
  /** In the order of the run. */
  readonly scenarios: readonly string[];
  /** Of reasoning that requests carry, in one trial of each of these scenarios, all together. */
  readonly tokens: number;
}

/** Whether the profile decides, and no value was chosen and no sweep asked for. */
function isLeftOpen({ parameters, variants }: RunDefinition): boolean {
  const given = parameters.find(({ name }) => name === 'turn_boundary');
  const isSwept = variants.some((variant) => Object.hasOwn(variant.parameters, 'turn_boundary'));
  return given?.value === 'profile' && !isSwept;
}

/** null: nothing depends on it, or a value was chosen. */
export function openBoundary(
  definition: RunDefinition,
  arm: string,
  trials: readonly Trial[],
): OpenBoundary | null {
  if (!isLeftOpen(definition)) return null;
  const found = new Map<string, number>();
  for (const trial of trials) {
    if (trial.arm !== arm || found.has(trial.scenario)) continue;
    const tokens = sum(trial.turns.map(({ reasoning }) => reasoning.boundaryTokens ?? 0));
    if (tokens > 0) found.set(trial.scenario, tokens);
  }
  return found.size === 0
    ? null
    : { scenarios: [...found.keys()], tokens: sum([...found.values()]) };
}
