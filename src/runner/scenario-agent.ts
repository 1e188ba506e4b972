// The simulated model of a scenario: does what the script says, whatever it is asked.

import type { ModelStep, Recall, SimulatedAgent } from '../domain/model-step.ts';
import { sha256 } from '../lib/sha256.ts';
import { type Scenario, type ScenarioStep, stepsInOrder } from '../scenarios/scenario.ts';

export interface ScenarioAgent extends SimulatedAgent {
  /**
   * The client has the step's whole response; says which it was: the next one of the script, or the
   * one before once more. Until then a retry is given the same step again.
   */
  advance(): ScenarioStep;
  /** From the first step again. */
  restart(): void;
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

/** The same calls under their own ids. What followed the results does not follow again. */
function redo(step: ScenarioStep): ScenarioStep {
  const calls = step.calls.map((call) => ({
    ...call,
    id: `call_${sha256(`again ${call.id}`).slice(0, 24)}`,
  }));
  return { ...step, calls, after: [] };
}

/** Plays the scenario's steps in order. Asking for more than there are is a programmer error. */
export function createScenarioAgent(scenario: Scenario): ScenarioAgent {
  const steps = stepsInOrder(scenario.turns);
  let position = 0;
  let taken: ScenarioStep | null = null;
  /** A step is redone once at most: the model does not go round in circles. */
  let wasRedone = false;

  const stepAt = (index: number): ScenarioStep => {
    const step = steps[index];
    if (step === undefined) throw new TypeError(`${scenario.name} has no step ${index}`);
    return step;
  };
  const decide = (recall: Recall): ScenarioStep => {
    const next = stepAt(position);
    const last = steps[position - 1];
    const isRedone =
      recall === 'forgets' &&
      !wasRedone &&
      last?.mayBeRedone === true &&
      // Who leaves at the first output would leave at that of the wrong step.
      next.abandoned !== true;
    return isRedone ? redo(last) : next;
  };
  return {
    nextStep(_request, recall) {
      taken ??= decide(recall);
      return toModelStep(taken);
    },
    advance() {
      const next = stepAt(position);
      // A backend that is not simulated asked for no step.
      const step = taken ?? next;
      wasRedone = step !== next;
      if (!wasRedone) position++;
      taken = null;
      return step;
    },
    restart() {
      position = 0;
      taken = null;
      wasRedone = false;
    },
  };
}
