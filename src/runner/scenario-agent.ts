// The simulated model of a scenario: does what the script says, whatever it is asked.

import type { ModelStep, SimulatedAgent } from '../domain/model-step.ts';
import { type Scenario, type ScenarioStep, stepsInOrder } from '../scenarios/scenario.ts';

export interface ScenarioAgent extends SimulatedAgent {
  /** The client has the step's whole response. Until then a retry is given the same step again. */
  advance(): void;
}

function toModelStep(step: ScenarioStep): ModelStep {
  return {
    reasoningTokens: step.reasoningTokens,
    summary: step.summary,
    text: step.text,
    calls: step.calls.map((call) => ({
      kind: 'function',
      callId: call.id,
      name: call.name,
      arguments: call.arguments,
    })),
  };
}

/** Plays the scenario's steps in order. Asking for more than there are is a programmer error. */
export function createScenarioAgent(scenario: Scenario): ScenarioAgent {
  const steps = stepsInOrder(scenario.turns);
  let position = 0;
  return {
    nextStep() {
      const step = steps[position];
      if (step === undefined) throw new TypeError(`${scenario.name} has no step ${position}`);
      return toModelStep(step);
    },
    advance() {
      position++;
    },
  };
}
