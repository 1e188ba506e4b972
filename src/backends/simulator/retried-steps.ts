// A request that is repeated after a broken answer gets the same step again, as if the model had
// not been repeated.

import type { PromptChain } from '../../cache-model/prompt-chains.ts';
import type { ModelStep, Recall, SimulatedAgent } from '../../domain/model-step.ts';

export interface RetriedSteps {
  /** The agent's step; the kept one for a prompt whose last answer broke off. */
  take(prompt: PromptChain, request: unknown, recall: Recall): ModelStep;
  /** The answer to this prompt breaks off. */
  keep(prompt: PromptChain, step: ModelStep): void;
}

/** @param keptMax steps that are kept; beyond, the oldest is forgotten */
export function createRetriedSteps(agent: SimulatedAgent, keptMax: number): RetriedSteps {
  /** By the end of the prompt. */
  const kept = new Map<number, ModelStep>();
  const keyOf = ({ end }: PromptChain): number => end.key;
  return {
    take(prompt, request, recall) {
      const key = keyOf(prompt);
      const step = kept.get(key) ?? agent.nextStep(request, recall);
      kept.delete(key);
      return step;
    },
    keep(prompt, step) {
      kept.set(keyOf(prompt), step);
      for (const oldest of kept.keys()) {
        if (kept.size <= keptMax) break;
        kept.delete(oldest);
      }
    },
  };
}
