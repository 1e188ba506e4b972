import { expect, test } from 'vitest';
import type { ResponsesRequest } from '../../wire/responses/request.ts';
import { createMissDiagnoser } from './diagnose-miss.ts';
import {
  answerStep,
  createScriptedAgent,
  createTestSimulator,
  developer,
  send,
  user,
} from './simulator.test-support.ts';

const base = {
  model: 'gpt-5.6-sol',
  prompt_cache_key: 'key',
  input: [developer, user],
  tools: [{ type: 'function', name: 'a', parameters: { type: 'object', properties: {} } }],
  reasoning: { effort: 'low' },
};
const more = { type: 'message', role: 'user', content: 'more' };

/** What the second of two requests is told. */
async function diagnosed(
  second: object,
  parameters: object = { profile_backend: 'openai' },
  asked: (id: string) => string | null = (id) => id,
): Promise<unknown> {
  const agent = createScriptedAgent([answerStep(0), answerStep(0)]);
  const backend = createTestSimulator(agent, parameters);
  const first = await send(backend, base);
  const comparison_response_id = asked(first.response?.id ?? '');
  const answer = await send(backend, {
    ...base,
    input: [...base.input, more],
    ...second,
    prompt_cache_options: { comparison_response_id },
  });
  return answer.response?.['prompt_cache_diagnostics'] ?? answer.text;
}

test.each([
  ['model_changed', { model: 'gpt-5.6-terra' }],
  ['tools_changed', { tools: [] }],
  ['reasoning_effort_changed', { reasoning: { effort: 'high' } }],
  ['verbosity_changed', { text: { verbosity: 'low' } }],
  ['service_tier_changed', { service_tier: 'flex' }],
  ['input_changed', { input: [{ ...developer, content: 'another' }, user] }],
  ['input_changed', { input: [user, developer] }],
] as const)('%s', async (reason, second) => {
  expect(await diagnosed(second)).toMatchObject({ type: 'cache_miss', reason });
});

test('of several reasons the first of the vendor’s list is named', async () => {
  const second = { tools: [], reasoning: { effort: 'high' } };
  expect(await diagnosed(second)).toMatchObject({ reason: 'tools_changed' });
});

test('a miss says how much was not found', async () => {
  const { cache_missed_tokens, comparison_reusable_tokens } = (await diagnosed({
    tools: [],
  })) as Record<string, number>;
  expect(cache_missed_tokens).toBeGreaterThan(2000);
  expect(comparison_reusable_tokens).toBeGreaterThanOrEqual(cache_missed_tokens ?? Infinity);
});

test('what continues is a hit, and so is a change that the prefix does not depend on', async () => {
  expect(await diagnosed({})).toEqual({ type: 'cache_hit' });
  const byEffort = { profile_backend: 'openai', cache_key_settings: 'effort' };
  expect(await diagnosed({ service_tier: 'flex' }, byEffort)).toEqual({ type: 'cache_hit' });
});

test('requests are remembered within their bytes, the newest in any case', () => {
  const bodyBytes = 60;
  const diagnoser = createMissDiagnoser(100);
  const asking = (comparison_response_id: string) =>
    diagnoser.diagnose(
      { ...base, prompt_cache_options: { comparison_response_id } } as unknown as ResponsesRequest,
      { promptTokens: 10, cachedTokens: 10 },
    );
  const request = base as unknown as ResponsesRequest;
  for (const id of ['first', 'second']) diagnoser.remember(id, request, 10, bodyBytes);
  expect(asking('first')).toEqual({ type: 'comparison_response_not_found' });
  expect(asking('second')).toEqual({ type: 'cache_hit' });
  expect(diagnoser.heldBytes()).toBe(bodyBytes);
  diagnoser.remember('third', request, 10, 1000);
  expect(asking('third')).toEqual({ type: 'cache_hit' });
});

test('a response that is not known cannot be compared', async () => {
  const other = await diagnosed({}, { profile_backend: 'openai' }, () => 'resp_other');
  expect(other).toEqual({ type: 'comparison_response_not_found' });
});

test('nothing is said where nothing was asked, and to models before gpt-5.6', async () => {
  const openai = { profile_backend: 'openai' };
  expect(await diagnosed({}, openai, () => null)).not.toContain('diagnostics');
  expect(await diagnosed({ model: 'gpt-5.5' })).not.toContain('diagnostics');
});

test('the Codex backend refuses the question', async () => {
  const answer = await diagnosed({}, { profile_backend: 'chatgpt', rules_off: 'lite-required' });
  expect(answer).toContain('Unsupported parameter: prompt_cache_options');
});
