// One scenario, for tests and programs.
import type { Arm, PlayedTurn, Trial } from '../domain/run.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { playSimulation, type SimulationOptions } from './play-simulation.ts';

export interface ScenarioOptions<Name extends string>
  extends Omit<SimulationOptions, 'arms' | 'variants' | 'repeats'> {
  readonly arms: readonly (Arm & { readonly name: Name })[];
}

/**
 * Plays one scenario once in each arm on the embedded simulator.
 * @returns the trials by the name of their arm
 */
export async function playScenario<Name extends string>(
  scenario: Scenario,
  options: ScenarioOptions<Name>,
): Promise<Record<Name, Trial<PlayedTurn>>> {
  const trials: Partial<Record<string, Trial<PlayedTurn>>> = {};
  for await (const trial of playSimulation([scenario], options)) trials[trial.arm] = trial;
  // Every arm of the plan was played.
  return trials as Record<Name, Trial<PlayedTurn>>;
}
