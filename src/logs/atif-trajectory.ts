// Trajectories in ATIF (Agent Trajectory Interchange Format, Harbor's RFC 0001; versions up to
// 1.7), one JSON document each, as far as their steps carry usage. `prompt_tokens` include cached
// ones. Reasoning and cache writes stand in a step's `extra`, under the names that converters have
// given them.

import type { LoggedCall, LoggedItem, LoggedSession } from '../domain/logged-call.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';
import { sha256 } from '../lib/sha256.ts';
import { tokenCount } from '../lib/token-count.ts';
import { type CallCounters, createCallSeries } from './call-series.ts';
import type { LogContext, LogFormat, LogReader } from './log-format.ts';
import { loggedItem } from './logged-item.ts';
import { firstWordsOf, objectsIn, textIn, timeIn } from './read-field.ts';

/** Trajectories of subagents inside one another that are read. */
const depthMax = 8;

const extraNames = {
  reasoning: ['reasoning_tokens', 'reasoning_output_tokens', 'thinking_tokens'],
  written: ['cache_creation_input_tokens', 'cache_write_tokens', 'cache_write_input_tokens'],
} as const;

export const atifTrajectory: LogFormat = {
  name: 'atif-trajectory',
  notHeld: ['system-prompt', 'headers', 'chunk-times', 'request-body', 'new-input-tokens'],
  matches: (record) =>
    typeof record['schema_version'] === 'string' && record['schema_version'].startsWith('ATIF'),
  createReader: createTrajectoryReader,
};

function createTrajectoryReader(context: LogContext): LogReader {
  let session: LoggedSession | null = null;
  return {
    read(record) {
      session ??= sessionOf(record);
      return callsOf(record, session, context, 0);
    },
    end: () => [],
    session: () => session,
  };
}

/** The calls of a trajectory, then those of its subagents. */
function callsOf(
  trajectory: JsonObject,
  session: LoggedSession,
  context: LogContext,
  depth: number,
): LoggedCall[] {
  const agent = trajectory['agent'];
  const model = isJsonObject(agent) ? (textIn(agent['model_name']) ?? 'unknown') : 'unknown';
  const calls = createStepReader(session, model, context);
  const own = objectsIn(trajectory['steps']).flatMap((step) => calls(step) ?? []);
  if (depth >= depthMax) return own;
  const agents = objectsIn(trajectory['subagent_trajectories']).flatMap((inner, index) => {
    const name = textIn(inner['trajectory_id']) ?? textIn(inner['session_id']) ?? String(index);
    return callsOf(inner, { ...session, id: `${session.id}/${name}` }, context, depth + 1);
  });
  return [...own, ...agents];
}

/** Takes one step after the other; null: no model was asked, or its counters are not known. */
function createStepReader(session: LoggedSession, agentModel: string, context: LogContext) {
  const series = createCallSeries(context.source);
  const item = (kind: string, role: string, content: JsonValue | undefined): LoggedItem =>
    loggedItem(kind, role, textOf(content), context);
  let inputs: LoggedItem[] = [];
  let beginsUserTurn = false;
  return (step: JsonObject): LoggedCall | null => {
    // Copied from the trajectory that this one continues: counted there.
    if (step['is_copied_context'] === true) return null;
    if (step['source'] !== 'agent') {
      inputs.push(item('message', textIn(step['source']) ?? 'user', step['message']));
      if (step['source'] === 'user') beginsUserTurn = true;
      return null;
    }
    const { metrics } = step;
    const counters = isJsonObject(metrics) ? toCounters(metrics) : null;
    const results = objectsIn(
      isJsonObject(step['observation']) ? step['observation']['results'] : [],
    );
    const next = results.map(({ content }) => item('tool_result', 'tool', content ?? ''));
    if (counters === null) {
      inputs.push(...next);
      return null;
    }
    const atMs = timeIn(step['timestamp']);
    const usage = series({
      session: session.id,
      model: textIn(step['model_name']) ?? agentModel,
      effort: textIn(step['reasoning_effort']),
      atMs,
      counters,
      beginsUserTurn,
      isCompacted: false,
      newInputTokens: null,
      encryptedCharacters: null,
      phase: null,
      // What else was in the prompt is not told.
      isDisturbed: true,
    });
    const reasoning = textIn(step['reasoning_content']);
    const message = textIn(step['message']);
    const outputs = [
      ...(reasoning === null ? [] : [item('reasoning', 'assistant', reasoning)]),
      ...(message === null ? [] : [item('message', 'assistant', message)]),
      ...objectsIn(step['tool_calls']).map(({ function_name, arguments: given }) =>
        item('tool_call', 'assistant', [function_name ?? null, given ?? null]),
      ),
    ];
    const call: LoggedCall = { usage, atMs, id: nameOf(session, step, counters), inputs, outputs };
    inputs = next;
    beginsUserTurn = false;
    return call;
  };
}

/** Copies of a trajectory have the same calls; null: the step does not say when it was. */
function nameOf({ id }: LoggedSession, step: JsonObject, counters: CallCounters): string | null {
  const { timestamp = null, step_id = null } = step;
  if (timestamp === null) return null;
  return `atif/${sha256(JSON.stringify([id, step_id, timestamp, Object.values(counters)]))}`;
}

/** null: the step says neither what went in nor what came out. */
function toCounters(metrics: JsonObject): CallCounters | null {
  const extra = isJsonObject(metrics['extra']) ? metrics['extra'] : {};
  const inputTokens = tokenCount(metrics['prompt_tokens']);
  const outputTokens = tokenCount(metrics['completion_tokens']);
  if (inputTokens === null && outputTokens === null) return null;
  const inExtra = (names: readonly string[]): number | null =>
    names.map((name) => tokenCount(extra[name])).find((value) => value !== null) ?? null;
  return {
    inputTokens,
    cachedTokens: tokenCount(metrics['cached_tokens']),
    cacheWriteTokens: inExtra(extraNames.written),
    outputTokens,
    reasoningTokens: inExtra(extraNames.reasoning),
  };
}

function sessionOf(trajectory: JsonObject): LoggedSession {
  const agent = isJsonObject(trajectory['agent']) ? trajectory['agent'] : {};
  const first = objectsIn(trajectory['steps']).find(({ source }) => source === 'user');
  return {
    client: textIn(agent['name']) ?? 'other',
    clientVersion: textIn(agent['version']),
    // A document without a name is known by what it holds.
    id:
      textIn(trajectory['session_id']) ??
      textIn(trajectory['trajectory_id']) ??
      `atif-${sha256(JSON.stringify(trajectory)).slice(0, 16)}`,
    parent: null,
    isSubagent: false,
    folder: null,
    firstWords: first === undefined ? null : firstWordsOf(textOf(first['message'])),
  };
}

/** A text, or the texts of its parts; anything else as JSON. */
function textOf(content: JsonValue | undefined): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return JSON.stringify(content ?? null);
  return content
    .map((part) => (isJsonObject(part) ? (textIn(part['text']) ?? '') : JSON.stringify(part)))
    .join('');
}
