// Hands the runner what it may not import: the simulator and the reasoning store.

import { createSimulator } from '../../backends/simulator/simulator.ts';
import type { Tokenizer } from '../../domain/tokenizer.ts';
import { reasoningRulesOf } from '../../profiles/model-profiles.ts';
import type { SimulatorParameters } from '../../profiles/simulator-parameters.ts';
import { memoryStoreFor } from '../../reasoning-store/memory-store-for.ts';
import type { TrialFactories } from '../../runner/trial.ts';
import { createVirtualClock } from '../../runner/trial-clock.ts';

/** Virtual time starts here in every trial (an arbitrary day), so that equal runs are equal. */
const virtualStartMs = Date.UTC(2026, 0, 1);

/** Factories for trials on the embedded simulator, in virtual time. */
export function simulatedFactories(
  parameters: SimulatorParameters,
  tokenizer: Tokenizer,
  links: Pick<TrialFactories, 'gatewayLink' | 'clientLink'> = {},
): TrialFactories {
  return {
    ...links,
    tokenizer,
    createBackend: ({ variant, ...setup }) =>
      createSimulator({
        ...setup,
        tokenizer,
        // Typed and checked by planSweep, which made the variant from the same table.
        parameters: { ...parameters, ...(variant.parameters as Partial<SimulatorParameters>) },
        pace: 'virtual',
      }),
    createClock: () => createVirtualClock(virtualStartMs),
    createReasoningStore: (clock, options) => memoryStoreFor(options, clock),
    reasoningRulesOf: (body, variant) =>
      reasoningRulesOf(body, {
        ...parameters,
        ...(variant.parameters as Partial<SimulatorParameters>),
      }),
  };
}
