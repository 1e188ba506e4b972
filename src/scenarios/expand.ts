// Scenario file -> scenario: fillers become text, calls get ids, defaults are filled in.

import { sha256 } from '../lib/sha256.ts';
import {
  parseSimulatorParameter,
  type SimulatorParameters,
} from '../profiles/simulator-parameters.ts';
import type { AnthropicContentBlock } from '../wire/anthropic/content.ts';
import type { AnthropicMessageParam, AnthropicTool } from '../wire/anthropic/request.ts';
import { fillerText } from './filler.ts';
import type { Scenario, ScenarioStep, ScenarioSubagent, ScenarioTurn } from './scenario.ts';
import type {
  ScenarioFile,
  ScenarioFileContent,
  ScenarioFileMessage,
  ScenarioFileStep,
  ScenarioFileSubagent,
  ScenarioFileText,
  ScenarioFileTool,
  ScenarioFileTurn,
} from './schema.ts';

function expandText(value: ScenarioFileText, seed: string): string {
  if (typeof value === 'string') return value;
  const words = fillerText(value.words, value.seed ?? seed);
  return value.text === undefined ? words : `${value.text} ${words}`;
}

function expandContent(value: ScenarioFileContent, seed: string): string | AnthropicContentBlock[] {
  // The blocks are wire content: the translator's border parser judges them like any client's.
  return Array.isArray(value)
    ? (value as unknown as AnthropicContentBlock[])
    : expandText(value, seed);
}

function expandMessage(message: ScenarioFileMessage, seed: string): AnthropicMessageParam {
  return { role: message.role, content: expandContent(message.content, seed) };
}

function expandTools(tools: readonly ScenarioFileTool[], seed: string): AnthropicTool[] {
  return tools.map(
    ({ from_turn: _, ...tool }, index): AnthropicTool => ({
      ...tool,
      description: expandText(tool.description ?? '', `${seed}/tools/${index}`),
      input_schema: tool.input_schema ?? { type: 'object', properties: {} },
    }),
  );
}

function expandSystem(system: readonly ScenarioFileText[], seed: string): Scenario['system'] {
  return system.map((value, index) => ({
    type: 'text',
    text: expandText(value, `${seed}/system/${index}`),
  }));
}

function expandSubagent(file: ScenarioFileSubagent, seed: string): ScenarioSubagent {
  return {
    id: file.id ?? `agent-${sha256(seed).slice(0, 16)}`,
    system: expandSystem(file.system, seed),
    tools: expandTools(file.tools, seed),
    turns: expandTurns(file.turns, seed),
  };
}

function expandStep(step: ScenarioFileStep, seed: string): ScenarioStep {
  return {
    reasoningTokens: step.reasoning_tokens,
    summary: step.summary,
    text: step.text === undefined ? '' : expandText(step.text, `${seed}/text`),
    calls: step.calls.map((call, index) => ({
      id: call.id ?? `call_${sha256(`${seed}/${index}`).slice(0, 24)}`,
      name: call.name,
      arguments: call.arguments ?? JSON.stringify(call.input),
      result: expandContent(call.result, `${seed}/result/${index}`),
      isError: call.is_error ?? null,
      ...(call.subagent && { subagent: expandSubagent(call.subagent, `${seed}/agent/${index}`) }),
    })),
    toolTimeMs: step.calls.length === 0 ? 0 : step.tool_time_ms,
    resultOrder: step.result_order ?? step.calls.map((_, index) => index),
    after: step.after.map((message, index) => expandMessage(message, `${seed}/after/${index}`)),
    ...(step.abandoned && { abandoned: true }),
    ...(step.may_be_redone && { mayBeRedone: true }),
  };
}

/** The first of repeated steps has the seed that it would have alone. */
function repeatStep(step: ScenarioFileStep, seed: string): ScenarioStep[] {
  return Array.from({ length: step.repeat }, (_, index) =>
    expandStep(step, index === 0 ? seed : `${seed}/repeat/${index}`),
  );
}

function expandTurns(turns: readonly ScenarioFileTurn[], seed: string): ScenarioTurn[] {
  return turns.map((turn, index) => ({
    thinkTimeMs: turn.think_time_ms,
    messages: turn.messages?.map((message, at) =>
      expandMessage(message, `${seed}/${index}/messages/${at}`),
    ) ?? [{ role: 'user', content: expandContent(turn.user ?? '', `${seed}/${index}`) }],
    steps: turn.steps.flatMap((step, at) => repeatStep(step, `${seed}/${index}/${at}`)),
    ...(turn.max_steps !== undefined && { stepsMax: turn.max_steps }),
    ...(turn.rewind_to !== undefined && { rewindTo: turn.rewind_to }),
    ...(turn.session && { session: turn.session }),
    ...(turn.interrupted && { interrupted: true }),
    ...(turn.compacted_as !== undefined && { compactedAs: turn.compacted_as }),
  }));
}

function lateTools(tools: readonly ScenarioFileTool[]): Record<string, number> {
  return Object.fromEntries(
    tools.flatMap(({ name, from_turn }) => (from_turn === undefined ? [] : [[name, from_turn]])),
  );
}

/**
 * @param file a scenario file whose form is right; see `findProblems` for its meaning
 * @throws HarnessError `usage` for a simulator parameter that does not exist
 */
export function expandScenario(file: ScenarioFile): Scenario {
  const late = lateTools(file.tools);
  const pairs = Object.entries(file.simulator ?? {});
  return {
    name: file.name,
    description: file.description.trim(),
    situation: file.situation.trim(),
    model: file.model ?? null,
    system: expandSystem(file.system, file.name),
    tools: expandTools(file.tools, file.name),
    request: file.request,
    turns: expandTurns(file.turns, file.name),
    ...(Object.keys(late).length > 0 && { lateTools: late }),
    ...(pairs.length > 0 && {
      simulator: Object.assign(
        {},
        ...pairs.map(([key, value]) => parseSimulatorParameter(key, String(value))),
      ) as Partial<SimulatorParameters>,
    }),
    ...(file.reasoning === 'measured' && { reasoning: 'measured' }),
    ...(file.store_entries && { storeEntries: `${file.store_entries}` as const }),
    ...(file.repository && {
      repository: Object.fromEntries(
        Object.entries(file.repository).map(([path, text]) => [
          path,
          expandText(text, `${file.name}/repository/${path}`),
        ]),
      ),
    }),
    ...(file.population && { population: file.population }),
    ...(file.default_result !== undefined && {
      defaultResult: expandContent(file.default_result, `${file.name}/default-result`),
    }),
    ...(file.on_divergence === 'stop' && { onDivergence: 'stop' as const }),
  };
}
