// The turns of an `ab` trial as the calls that `explain` and `compare` read.

import type { KeptTurn, RunDefinition, Trial } from '../domain/run.ts';
import { findModelPrice } from '../profiles/prices.ts';
import {
  defaultSimulatorParameters,
  parseSimulatorParameter,
  type SimulatorParameters,
  simulatorParameterNames,
} from '../profiles/simulator-parameters.ts';
import { outlineCall } from './exchange-call.ts';
import type { SessionCall } from './session-call.ts';
import type { FindPrice } from './summarise.ts';

/** The calls of a trial in their order. */
export function trialCalls({ turns }: Trial<KeptTurn>): SessionCall[] {
  return turns.map(({ exchange, usage, missReason = null }) =>
    outlineCall(exchange, 'responses', usage, missReason),
  );
}

/** The run's own price of its model, which its report uses too; of another model the list's. */
export function trialPrices({ model, price }: Pick<RunDefinition, 'model' | 'price'>): FindPrice {
  return (asked) => (asked === model ? price : findModelPrice(asked));
}

/** The simulator's parameters as the trial was played with them. */
export function trialParameters(definition: RunDefinition, trial: Trial): SimulatorParameters {
  const variant = definition.variants.find(({ name }) => name === trial.variant);
  const known = new Set<string>(simulatorParameterNames);
  const given = [
    ...definition.parameters.map(({ name, value }) => [name, value] as const),
    ...Object.entries(variant?.parameters ?? {}),
  ].filter(([name]) => known.has(name));
  const overlays = given.map(([name, value]) => parseSimulatorParameter(name, String(value)));
  return Object.assign({}, defaultSimulatorParameters, ...overlays) as SimulatorParameters;
}
