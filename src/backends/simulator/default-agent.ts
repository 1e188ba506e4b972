// The agent that plays when there is no scenario: it uses the tools it is offered. Its step is
// derived from the request alone (what followed the last user message): one call, then two parallel
// ones, then an answer. It has no state and no intelligence.
import type { ModelCall, ModelStep } from '../../domain/model-step.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../lib/json.ts';
import { sha256 } from '../../lib/sha256.ts';
import { exampleOf } from './schema-example.ts';
import {
  type OfferedTool,
  rankTools,
  type Surroundings,
  writeArguments,
} from './tool-arguments.ts';

/** Hidden reasoning of the steps of a user turn, in tokens. Made up; a scenario says its own. */
const reasoningTokensByRound = [320, 192, 128] as const;
/** Rounds of calls before the answer. */
const roundsBeforeAnswer = 2;
const summary = '**Looking around**\n\nThe simulated model looks at what is here.';
const answer =
  'This is the simulated model. It called the tools that were offered, read what they returned, and ' +
  'now it is done.';

/** Its steps follow from the request alone: there is nothing that it could forget. */
export function createDefaultAgent(): { nextStep(request: unknown): ModelStep } {
  return { nextStep: (request) => planStep(isJsonObject(request) ? request : {}) };
}

function planStep(request: JsonObject): ModelStep {
  const input = objectsOf(request['input']);
  const asked = lastUserText(input);
  // Codex CLI's own compaction, of a provider that has none: a summary is wanted, not a call.
  if (/context checkpoint|compaction/i.test(asked)) {
    return { reasoningTokens: 0, summary: [], text: answer, calls: [] };
  }
  const count = /\bcount from 1 to (\d{1,4})\b/i.exec(asked)?.[1];
  if (count !== undefined) return countTo(Number(count));
  const round = countRounds(input);
  const reasoningTokens = reasoningTokensByRound[Math.min(round, 2)] ?? 0;
  const calls = planCalls(request, input, round);
  const common = { reasoningTokens, summary: [summary] };
  if (calls.length > 0) {
    return { ...common, text: round === 0 ? 'I will look around first.' : '', calls };
  }
  return { ...common, text: answerText(request), calls: [] };
}

/** The one thing that it does on request: an answer of a known size, for probes. */
function countTo(last: number): ModelStep {
  const text = Array.from({ length: last }, (_, index) => index + 1).join(' ');
  return { reasoningTokens: reasoningTokensByRound[0], summary: [], text, calls: [] };
}

/** The text of the last item, when it is the user's. */
function lastUserText(input: readonly JsonObject[]): string {
  const last = input.at(-1);
  return last?.['type'] === 'message' && last['role'] === 'user' ? textsOf(last).join(' ') : '';
}

function planCalls(request: JsonObject, input: readonly JsonObject[], round: number): ModelCall[] {
  const choice = request['tool_choice'];
  const isForced = choice === 'required' || (isJsonObject(choice) && 'name' in choice);
  if (choice === 'none' || (round >= roundsBeforeAnswer && !isForced)) return [];
  const surroundings = findSurroundings(input);
  const offered = [...offeredTools(request['tools']), ...lateTools(input)];
  const wanted = isJsonObject(choice) ? choice['name'] : undefined;
  const ranked = rankTools(
    wanted === undefined ? offered : offered.filter(({ name }) => name === wanted),
    surroundings,
  );
  const first = ranked[0];
  if (first === undefined) return [];
  const call = (tool: OfferedTool, use: 0 | 1, index: number): ModelCall => ({
    kind: tool.kind,
    callId: callId(request, input, index),
    name: tool.name,
    arguments: writeArguments(tool, use, surroundings),
  });
  if (round === 0 || request['parallel_tool_calls'] === false) {
    return [call(first, round === 0 ? 0 : 1, 0)];
  }
  return [call(first, 0, 0), call(first, 1, 1)];
}

/** Distinct within a session: the input only grows, and a fork differs in its last item. */
function callId(request: JsonObject, input: readonly JsonObject[], index: number): string {
  const last = JSON.stringify(input.at(-1) ?? null);
  const key = JSON.stringify(request['prompt_cache_key'] ?? null);
  return `call_${sha256(`${key} ${input.length} ${index} ${last}`).slice(0, 24)}`;
}

/** Groups of calls since the last message of the user. */
function countRounds(input: readonly JsonObject[]): number {
  const items = input.slice(input.findLastIndex(isUserTurn) + 1);
  const isCall = (item: JsonObject | undefined): boolean =>
    item?.['type'] === 'function_call' || item?.['type'] === 'custom_tool_call';
  return items.filter((item, index) => isCall(item) && !isCall(items[index - 1])).length;
}

/** Claude Code adds reminders in the user's role after tool results: those begin no turn. */
function isUserTurn(item: JsonObject): boolean {
  return (
    item['type'] === 'message' &&
    item['role'] === 'user' &&
    !textsOf(item).every((text) => text.startsWith('<system-reminder>'))
  );
}

function findSurroundings(input: readonly JsonObject[]): Surroundings {
  for (const item of input) {
    if (item['type'] !== 'message') continue;
    for (const text of textsOf(item)) {
      // Codex CLI: <cwd>/path</cwd>; Claude Code: "Primary working directory: /path".
      const found = /<cwd>(\/[^<\n]*)<\/cwd>|working directory:\s*(\/[^\n]*)/i.exec(text);
      const cwd = found?.[1] ?? found?.[2];
      if (cwd !== undefined) return { cwd: cwd.trim() };
    }
  }
  return { cwd: null };
}

function offeredTools(tools: JsonValue | undefined): OfferedTool[] {
  return objectsOf(tools).flatMap((tool): OfferedTool[] => {
    const { type, name, parameters } = tool;
    if (type === 'namespace') return offeredTools(tool['tools']);
    if (typeof name !== 'string') return [];
    if (type === 'custom') return [{ kind: 'custom', name, schema: undefined }];
    return type === 'function' ? [{ kind: 'function', name, schema: parameters }] : [];
  });
}

/** Tools that are in the input (`additional_tools`) instead of in `tools`. */
function lateTools(input: readonly JsonObject[]): OfferedTool[] {
  return input.flatMap((item) =>
    item['type'] === 'additional_tools' ? offeredTools(item['tools']) : [],
  );
}

/** Plain text, or JSON that fits the request's `json_schema`. */
function answerText(request: JsonObject): string {
  const text = request['text'];
  const format = isJsonObject(text) ? text['format'] : undefined;
  if (!isJsonObject(format) || format['type'] !== 'json_schema') return answer;
  return JSON.stringify(exampleOf(format['schema']));
}

function objectsOf(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonValue[]).filter(isJsonObject) : [];
}

function textsOf(item: JsonObject): string[] {
  const content = item['content'];
  if (typeof content === 'string') return [content];
  return objectsOf(content).flatMap((part) =>
    typeof part['text'] === 'string' ? [part['text']] : [],
  );
}
