// ATIF trajectories as far as their steps carry usage.
import { expect, test } from 'vitest';
import type { JsonObject } from '../lib/json.ts';
import { atifTrajectory } from './atif-trajectory.ts';
import { bareLogContext } from './log-context.test-support.ts';

const step = (fields: JsonObject): JsonObject => ({ source: 'agent', message: '', ...fields });
const metrics = (prompt: number, cached: number, completion: number, extra = {}): JsonObject => ({
  prompt_tokens: prompt,
  cached_tokens: cached,
  completion_tokens: completion,
  extra,
});

function read(trajectory: JsonObject) {
  const reader = atifTrajectory.createReader(bareLogContext);
  expect(atifTrajectory.matches(trajectory)).toBe(true);
  return { calls: reader.read(trajectory), session: reader.session() };
}

const trajectory = (steps: readonly JsonObject[], more: JsonObject = {}): JsonObject => ({
  schema_version: 'ATIF-v1.7',
  session_id: 's',
  agent: { name: 'codex', version: '1.0', model_name: 'gpt-5.5' },
  steps,
  ...more,
});

const steps = [
  step({ source: 'user', message: 'Solve it.', timestamp: '2026-07-01T00:00:00Z' }),
  step({
    message: 'Looking.',
    reasoning_content: 'Hm.',
    tool_calls: [{ tool_call_id: 'c', function_name: 'bash', arguments: { command: 'ls' } }],
    observation: { results: [{ source_call_id: 'c', content: 'a.js' }] },
    metrics: metrics(1000, 0, 50, { reasoning_tokens: 30 }),
    timestamp: '2026-07-01T00:00:10Z',
  }),
  step({
    model_name: 'gpt-5.6-sol',
    reasoning_effort: 'high',
    metrics: metrics(1100, 1024, 20, { cache_creation_input_tokens: 76 }),
    timestamp: '2026-07-01T00:00:40Z',
  }),
];

test('each step with counters is a call; cached tokens are part of its prompt', () => {
  const { calls, session } = read(trajectory(steps));
  expect(session).toMatchObject({ client: 'codex', id: 's', firstWords: 'Solve it.' });
  expect(calls.map(({ usage }) => usage)).toMatchObject([
    {
      model: 'gpt-5.5',
      month: '2026-07',
      position: 0,
      beginsUserTurn: true,
      inputTokens: 1000,
      cachedTokens: 0,
      outputTokens: 50,
      reasoningTokens: 30,
      cacheWriteTokens: null,
      newInputTokens: null,
      isRegular: false,
    },
    {
      model: 'gpt-5.6-sol',
      effort: 'high',
      position: 1,
      beginsUserTurn: false,
      idleSeconds: 30,
      inputTokens: 1100,
      cacheWriteTokens: 76,
      reasoningTokens: null,
      hasChangedSettings: true,
    },
  ]);
  expect(calls[0]?.outputs.map(({ kind }) => kind)).toEqual(['reasoning', 'message', 'tool_call']);
  expect(calls[1]?.inputs).toMatchObject([{ kind: 'tool_result', characters: 4 }]);
});

test('what was copied from another trajectory is counted there, and what has no counters nowhere', () => {
  const copied = steps.map((each) => ({ ...each, is_copied_context: true }));
  const without = step({ message: 'Hello.', metrics: null });
  const { calls } = read(trajectory([...copied, without, ...steps.slice(1)]));
  expect(calls).toHaveLength(2);
});

test('subagents are sessions', () => {
  const inner = trajectory(steps, { trajectory_id: 'sub', session_id: null });
  const { calls } = read(trajectory(steps.slice(0, 2), { subagent_trajectories: [inner] }));
  expect(calls.map(({ usage }) => [usage.session, usage.position])).toEqual([
    ['s', 0],
    ['s/sub', 0],
    ['s/sub', 1],
  ]);
});

test('a copy of a trajectory has the same calls, another trajectory has none of them', () => {
  const [one, copy, other] = [
    trajectory(steps),
    trajectory(steps),
    trajectory(steps, { session_id: 't' }),
  ].map((each) => read(each).calls.map(({ id }) => id));
  expect(copy).toEqual(one);
  expect(new Set([...(one ?? []), ...(other ?? [])]).size).toBe(4);
});

test.each([
  { steps: 5 },
  { steps: [7, null, { source: 'agent', metrics: { prompt_tokens: 'many' } }] },
  {
    agent: null,
    steps: [{ source: 'agent', metrics: { prompt_tokens: -1, completion_tokens: null } }],
  },
  { subagent_trajectories: [[], 'x'] },
])('of the wrong types nothing is read: %j', (more) => {
  expect(read({ ...trajectory([]), ...more } as JsonObject).calls).toEqual([]);
});
