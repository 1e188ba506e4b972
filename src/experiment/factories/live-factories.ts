// Hands the runner what it may not import: a live backend, the machine's clock, the reasoning
// store.

import { setTimeout as wait } from 'node:timers/promises';
import type { Backend } from '../../domain/backend.ts';
import type { Tokenizer } from '../../domain/tokenizer.ts';
import { systemClock } from '../../process/system-clock.ts';
import { reasoningRulesOf } from '../../profiles/model-profiles.ts';
import { defaultSimulatorParameters } from '../../profiles/simulator-parameters.ts';
import { memoryStoreFor } from '../../reasoning-store/memory-store-for.ts';
import type { LiveSetup } from '../../runner/live-setup.ts';
import type { TrialFactories } from '../../runner/trial.ts';
import { createRealClock } from '../../runner/trial-clock.ts';

/** Factories for trials that share one live backend, which the caller closes. */
export function liveFactories(
  backend: Backend,
  live: LiveSetup,
  tokenizer: Tokenizer,
): TrialFactories {
  const pause = async (ms: number): Promise<void> => {
    // The reason why it was stopped says more than that it was.
    await wait(ms, undefined, { signal: live.signal }).catch(() => live.signal.throwIfAborted());
  };
  return {
    live,
    tokenizer,
    createBackend: () => ({ ...backend, close: async () => {} }),
    createClock: () => createRealClock(systemClock, pause),
    createReasoningStore: (clock, options) => memoryStoreFor(options, clock),
    // What the model's profile says: a backend does not tell what it leaves out of a prompt.
    reasoningRulesOf: (body) => reasoningRulesOf(body, defaultSimulatorParameters),
  };
}
