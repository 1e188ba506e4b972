// What the reference sends, held against what Codex CLI 0.169 was captured to send on gpt-5.5,
// gpt-5.6 and gpt-6; tests/clients/native-shape.test.ts holds it against the installed client.
import { expect, test } from 'vitest';
import { validateRequest } from '../../rules/validation/validate-request.ts';
import { loadScenario } from '../../scenarios/load.ts';
import type { TrialSetup } from './agent.ts';
import { nativeHeaders, nativeRequest, nativeTools } from './native-request.ts';

const scenario = loadScenario(
  '{name: s, description: d, situation: s, system: [s], turns: [{user: u, steps: [{text: t}]}]}',
  's.yaml',
);
const header = 'x-openai-internal-codex-responses-lite';
const user = { type: 'message', role: 'user', content: [] };
const tools = nativeTools([{ name: 'ls', input_schema: {} }], new Set(['ls']));

function shapeOf(model: string, offered = tools) {
  const body = nativeRequest({ scenario, model } as TrialSetup, 'thread', [user], offered);
  const headers = nativeHeaders(model, 'session', 'thread', undefined);
  return { body, headers, isLite: headers.some(([name]) => name === header) };
}

test.each(['gpt-5.6-sol', 'gpt-5.6-luna', 'gpt-6.1-sol', 'openai/gpt-6-sol'])('%s', (model) => {
  const { body, headers, isLite } = shapeOf(model);
  expect(isLite).toBe(true);
  expect(body).not.toHaveProperty('tools');
  expect(body.input).toEqual([{ type: 'additional_tools', role: 'developer', tools }, user]);
  expect(body.parallel_tool_calls).toBe(false);
  expect(body.reasoning).toMatchObject({ context: 'all_turns' });
  const context = { rulesOn: new Set(['lite-required']), hasLite: true };
  expect(validateRequest(body, headers, context)).toBeNull();
});

test.each(['gpt-5.5', 'gpt-5.4-mini', 'gpt-5'])('%s', (model) => {
  const { body, headers, isLite } = shapeOf(model);
  expect(isLite).toBe(false);
  expect(body.tools).toEqual(tools);
  expect(body.input).toEqual([user]);
  expect(body.parallel_tool_calls).toBe(true);
  expect(body.reasoning).not.toHaveProperty('context');
  expect(validateRequest(body, headers, { hasLite: false })).toBeNull();
});
