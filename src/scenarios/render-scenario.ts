// Scenario -> YAML that `loadScenario` reads back to the same scenario.
import { stringify } from 'yaml';
import { isJsonObject, parseJson } from '../lib/json.ts';
import type { Scenario, ScenarioCall, ScenarioStep, ScenarioTurn } from './scenario.ts';

const columnsMax = 100;

/** `input` where writing it again gives the same bytes, else the exact text. */
function renderArguments(text: string): object {
  const value = parseJson(text);
  return isJsonObject(value) && JSON.stringify(value) === text
    ? { input: value }
    : { arguments: text };
}

function renderCall(call: ScenarioCall): object {
  return {
    id: call.id,
    name: call.name,
    ...renderArguments(call.arguments),
    result: call.result,
    ...(call.isError === null ? {} : { is_error: call.isError }),
    ...(call.subagent && {
      subagent: {
        id: call.subagent.id,
        system: call.subagent.system.map(({ text }) => text),
        tools: call.subagent.tools,
        turns: call.subagent.turns.map(renderTurn),
      },
    }),
  };
}

function renderStep(step: ScenarioStep): object {
  const inOrder = step.resultOrder.every((value, index) => value === index);
  return {
    reasoning_tokens: step.reasoningTokens,
    ...(step.summary.length === 0 ? {} : { summary: step.summary }),
    ...(step.text === '' ? {} : { text: step.text }),
    ...(step.calls.length === 0
      ? {}
      : { calls: step.calls.map(renderCall), tool_time_ms: step.toolTimeMs }),
    ...(inOrder ? {} : { result_order: step.resultOrder }),
    ...(step.after.length === 0 ? {} : { after: step.after }),
    ...(step.abandoned && { abandoned: true }),
    ...(step.mayBeRedone && { may_be_redone: true }),
  };
}

function renderTurn(turn: ScenarioTurn): object {
  return {
    think_time_ms: turn.thinkTimeMs,
    ...(turn.stepsMax !== undefined && { max_steps: turn.stepsMax }),
    ...(turn.rewindTo !== undefined && { rewind_to: turn.rewindTo }),
    ...(turn.session && { session: turn.session }),
    ...(turn.interrupted && { interrupted: true }),
    ...(turn.compactedAs !== undefined && { compacted_as: turn.compactedAs }),
    messages: turn.messages,
    steps: turn.steps.map(renderStep),
  };
}

/** The scenario as a file for `scenarios/`, every call id and every text written out. */
export function renderScenario(scenario: Scenario): string {
  const file = {
    name: scenario.name,
    description: scenario.description,
    situation: scenario.situation,
    ...(scenario.model === null ? {} : { model: scenario.model }),
    system: scenario.system.map(({ text }) => text),
    tools: scenario.tools.map((tool) => {
      const fromTurn = scenario.lateTools?.[tool.name];
      return fromTurn === undefined ? tool : { ...tool, from_turn: fromTurn };
    }),
    request: scenario.request,
    ...(scenario.simulator && { simulator: scenario.simulator }),
    ...(scenario.storeEntries && { store_entries: Number(scenario.storeEntries) }),
    ...(scenario.repository && { repository: scenario.repository }),
    ...(scenario.population && { population: scenario.population }),
    ...(scenario.defaultResult !== undefined && { default_result: scenario.defaultResult }),
    ...(scenario.onDivergence && { on_divergence: scenario.onDivergence }),
    turns: scenario.turns.map(renderTurn),
  };
  return stringify(file, { lineWidth: columnsMax, aliasDuplicateObjects: false });
}
