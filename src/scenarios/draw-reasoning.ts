// Scenarios that leave it to the model how much is reasoned: each call draws from the calls of real
// sessions. What is drawn depends on the seed, the scenario and the call alone, so it is equal in
// every arm.
import { createSeededRandom } from '../lib/seeded-random.ts';
import type { Scenario, ScenarioStep, ScenarioTurn } from './scenario.ts';

/**
 * The scenario with drawn reasoning; one that says itself how much is reasoned stays as it is.
 * @param tokens equal shares of a model's calls; not empty
 */
export function withDrawnReasoning(
  scenario: Scenario,
  tokens: readonly number[],
  seed: string,
): Scenario {
  if (scenario.reasoning !== 'measured') return scenario;
  let call = 0;
  const drawStep = (step: ScenarioStep): ScenarioStep => {
    const random = createSeededRandom(`reasoning/${seed}/${scenario.name}/${call++}`);
    const reasoningTokens = tokens[random.integer(tokens.length)] ?? 0;
    return {
      ...step,
      reasoningTokens,
      // A call that did not reason has nothing to summarise.
      summary: reasoningTokens === 0 ? [] : step.summary,
      calls: step.calls.map((one) =>
        one.subagent === undefined
          ? one
          : { ...one, subagent: { ...one.subagent, turns: one.subagent.turns.map(drawTurn) } },
      ),
    };
  };
  const drawTurn = (turn: ScenarioTurn): ScenarioTurn => ({
    ...turn,
    steps: turn.steps.map(drawStep),
  });
  return { ...scenario, turns: scenario.turns.map(drawTurn) };
}
