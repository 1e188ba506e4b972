// Scenarios in arms on the embedded simulator, in memory: nothing is saved. Equal input gives equal
// trials.

import { loadO200kTokenizer } from '../backends/o200k-tokenizer.ts';
import type { Arm, PlayedTurn, Trial, Variant } from '../domain/run.ts';
import type { Tokenizer } from '../domain/tokenizer.ts';
import {
  defaultSimulatorParameters,
  type SimulatorParameters,
} from '../profiles/simulator-parameters.ts';
import { planRun } from '../runner/plan.ts';
import { playRun } from '../runner/run.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { simulatedFactories } from './factories/simulated-factories.ts';

export interface SimulationOptions {
  readonly arms: readonly Arm[];
  /** Over the defaults. */
  readonly parameters?: Partial<SimulatorParameters>;
  /** Absent: one, with the parameters as they are. */
  readonly variants?: readonly Variant[];
  /** Of everything random. Default: `1`. */
  readonly seed?: string;
  /** Times that each scenario is played. Default: 1. */
  readonly repeats?: number;
  /** Model that is asked for. */
  readonly model?: string;
  /** Default: o200k. */
  readonly tokenizer?: Tokenizer;
}

const unchanged: readonly Variant[] = [{ name: 'base', parameters: {} }];

/** Plays every scenario in every arm; the trials in the order of playing. */
export async function* playSimulation(
  scenarios: readonly Scenario[],
  options: SimulationOptions,
): AsyncGenerator<Trial<PlayedTurn>> {
  const { arms, variants = unchanged, seed = '1', repeats = 1, model = 'gpt-5.5' } = options;
  const tokenizer = options.tokenizer ?? (await loadO200kTokenizer());
  const parameters = { ...defaultSimulatorParameters, ...options.parameters };
  const plan = planRun({ run: 'simulation', seed, scenarios, repeats, variants, arms });
  yield* playRun(plan, model, simulatedFactories(parameters, tokenizer));
}
