// A scenario with longer, shorter or no pauses.
import type { Scenario, ScenarioTurn } from './scenario.ts';

function scaleTurns(turns: readonly ScenarioTurn[], factor: number): ScenarioTurn[] {
  return turns.map((turn) => ({
    ...turn,
    thinkTimeMs: Math.round(turn.thinkTimeMs * factor),
    steps: turn.steps.map((step) => ({
      ...step,
      calls: step.calls.map((call) =>
        call.subagent === undefined
          ? call
          : {
              ...call,
              subagent: { ...call.subagent, turns: scaleTurns(call.subagent.turns, factor) },
            },
      ),
    })),
  }));
}

/** The scenario with its users' pauses (of a trace: all its times) made longer, shorter or none. */
export function scalePauses(scenario: Scenario, factor: number): Scenario {
  if (factor === 1) return scenario;
  const { trace, deferred } = scenario;
  return {
    ...scenario,
    turns: scaleTurns(scenario.turns, factor),
    ...(trace && {
      trace: {
        ...trace,
        requests: trace.requests.map((request) => ({ ...request, atMs: request.atMs * factor })),
      },
    }),
    ...(deferred && {
      deferred: {
        ...deferred,
        open: (parameters) => scalePauses(deferred.open(parameters), factor),
      },
    }),
  };
}
