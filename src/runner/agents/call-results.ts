// What the tools of a scenario say. A simulated model calls what the script says, a real one calls
// what it likes: its results come from the script by tool and step.

import type {
  Scenario,
  ScenarioCall,
  ScenarioStep,
  ScenarioTurn,
} from '../../scenarios/scenario.ts';
import type { AnsweredCall, CallResult } from './conversation.ts';

/** Said to a call that is not in the script, unless the scenario has its own text. */
const defaultResult = 'Done. There is no further output.';

/** A call with the script's answer to it. */
export interface MatchedCall {
  readonly result: CallResult;
  /** The script's call that gave the result; null: the scenario's `default_result` did. */
  readonly script: ScenarioCall | null;
}

/** Results of a step's calls, for a model that made exactly these. */
export function scriptedResults(
  step: ScenarioStep | undefined,
  answered: readonly AnsweredCall[],
): MatchedCall[] {
  return (step?.calls ?? []).map((script, index) => {
    // Another gateway may have its own ids.
    const id = answered[index]?.id ?? script.id;
    return { script, result: { id, result: script.result, isError: script.isError } };
  });
}

/** In the order of completion: the script's, where the model made the script's calls. */
export function inCompletionOrder(
  step: ScenarioStep | undefined,
  matched: readonly MatchedCall[],
): CallResult[] {
  const results = matched.map(({ result }) => result);
  const isScripted =
    step?.calls.length === matched.length &&
    matched.every(({ script }, index) => script === step.calls[index]);
  return isScripted ? step.resultOrder.flatMap((index) => results[index] ?? []) : results;
}

export interface ResultFinder {
  /**
   * Matches in the order of the calls.
   * @param step 0-based, may be beyond the script
   * @returns null: nothing in the script fits, and the scenario does not continue without
   */
  find(step: number, answered: readonly AnsweredCall[]): MatchedCall[] | null;
}

/**
 * Results for one user turn of a model that runs free. Looked for in this order: the same place of
 * the same step, the same tool in that step, the same tool later in the turn, then earlier; each
 * result is given once. Then the tool's last result of the scenario is said again; then
 * `default_result`.
 */
export function createResultFinder(scenario: Scenario, turn: ScenarioTurn): ResultFinder {
  const used = new Set<ScenarioCall>();
  const everywhere = scenario.turns.flatMap(({ steps }) => steps.flatMap(({ calls }) => calls));

  const matchOne = (step: number, place: number, name: string): ScenarioCall | null => {
    const own = turn.steps[step]?.calls ?? [];
    const later = turn.steps.slice(step + 1).flatMap(({ calls }) => calls);
    const earlier = turn.steps.slice(0, step).flatMap(({ calls }) => calls);
    const fits = (call: ScenarioCall | undefined): boolean =>
      call?.name === name && !used.has(call);
    const samePlace = own[place];
    if (samePlace !== undefined && fits(samePlace)) return samePlace;
    const found = [...own, ...later, ...earlier].find(fits);
    if (found !== undefined) return found;
    const said = everywhere.findLast((call) => call.name === name);
    // Said again: a subagent is not started twice.
    if (said === undefined) return null;
    const { subagent: _, ...again } = said;
    return again;
  };

  return {
    find(step, answered) {
      const matched: MatchedCall[] = [];
      for (const [place, { id, name }] of answered.entries()) {
        const script = matchOne(step, place, name);
        if (script === null && scenario.onDivergence === 'stop') return null;
        if (script !== null) used.add(script);
        const { result, isError } = script ?? {
          result: scenario.defaultResult ?? defaultResult,
          isError: null,
        };
        matched.push({ script, result: { id, result, isError } });
      }
      return matched;
    },
  };
}
