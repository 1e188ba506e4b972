// Scenario file -> scenario: fillers become text, calls get ids, defaults are filled in.

import { isJsonObject, type JsonValue, parseJson } from '../lib/json.ts';
import { sha256 } from '../lib/sha256.ts';
import type { AnthropicContentBlock } from '../wire/anthropic/content.ts';
import type { AnthropicMessageParam, AnthropicTool } from '../wire/anthropic/request.ts';
import { fillerText } from './filler.ts';
import type { Scenario, ScenarioStep } from './scenario.ts';
import type {
  ScenarioFile,
  ScenarioFileContent,
  ScenarioFileMessage,
  ScenarioFileStep,
  ScenarioFileText,
} from './schema.ts';

/** What is wrong with the meaning of a scenario whose form is right. */
export interface ScenarioProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

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
    })),
    toolTimeMs: step.calls.length === 0 ? 0 : step.tool_time_ms,
    resultOrder: step.result_order ?? step.calls.map((_, index) => index),
    after: step.after.map((message, index) => expandMessage(message, `${seed}/after/${index}`)),
  };
}

/** @param file a scenario file whose form is right; see `findProblems` for its meaning */
export function expandScenario(file: ScenarioFile): Scenario {
  return {
    name: file.name,
    description: file.description.trim(),
    situation: file.situation.trim(),
    model: file.model ?? null,
    system: file.system.map((value, index) => ({
      type: 'text',
      text: expandText(value, `${file.name}/system/${index}`),
    })),
    tools: file.tools.map(
      (tool, index): AnthropicTool => ({
        ...tool,
        description: expandText(tool.description ?? '', `${file.name}/tools/${index}`),
        input_schema: tool.input_schema ?? { type: 'object', properties: {} },
      }),
    ),
    request: file.request,
    turns: file.turns.map((turn, index) => ({
      thinkTimeMs: turn.think_time_ms,
      messages: turn.messages?.map((message, at) =>
        expandMessage(message, `${file.name}/${index}/messages/${at}`),
      ) ?? [{ role: 'user', content: expandContent(turn.user ?? '', `${file.name}/${index}`) }],
      steps: turn.steps.map((step, at) => expandStep(step, `${file.name}/${index}/${at}`)),
    })),
  };
}

function isPermutation(order: readonly number[], length: number): boolean {
  const sorted = [...order].sort((a, b) => a - b);
  return sorted.length === length && sorted.every((value, index) => value === index);
}

/** What the schema cannot say: rules between fields. Empty when the scenario can be played. */
export function findProblems(scenario: Scenario): ScenarioProblem[] {
  const problems: ScenarioProblem[] = [];
  const tools = new Set(scenario.tools.map((tool) => tool.name));
  const ids = new Set<string>();
  for (const [turnIndex, turn] of scenario.turns.entries()) {
    for (const [stepIndex, step] of turn.steps.entries()) {
      const path = ['turns', turnIndex, 'steps', stepIndex];
      const isLast = stepIndex === turn.steps.length - 1;
      if (isLast && step.calls.length > 0) {
        problems.push({ path, message: 'the last step of a turn has no calls: it is the answer' });
      }
      if (!isLast && step.calls.length === 0) {
        problems.push({ path, message: 'a step without calls ends its turn: start a new turn' });
      }
      if (step.calls.length === 0 && step.text === '') {
        problems.push({ path, message: 'a step needs `text`, `calls` or both' });
      }
      if (!isPermutation(step.resultOrder, step.calls.length)) {
        problems.push({
          path: [...path, 'result_order'],
          message: `expected each call's index once, 0 to ${step.calls.length - 1}`,
        });
      }
      for (const [callIndex, call] of step.calls.entries()) {
        const at = [...path, 'calls', callIndex];
        if (!tools.has(call.name)) {
          problems.push({
            path: [...at, 'name'],
            message: `no tool \`${call.name}\` in \`tools\``,
          });
        }
        if (ids.has(call.id)) {
          problems.push({
            path: [...at, 'id'],
            message: `the call id \`${call.id}\` is used twice`,
          });
        }
        ids.add(call.id);
        const parsed: JsonValue | undefined = parseJson(call.arguments);
        if (!isJsonObject(parsed)) {
          problems.push({
            path: [...at, 'arguments'],
            message: 'expected the JSON text of an object',
          });
        }
      }
    }
  }
  return problems;
}
