import { expect, test } from 'vitest';
import type { SimulatorParameters } from '../../profiles/simulator-parameters.ts';
import {
  answerStep,
  callStep,
  createScriptedAgent,
  createTestSimulator,
  include,
  output,
  readText,
  send,
  user,
} from './simulator.test-support.ts';

test.each([
  ['429', 429, /rate_limit_exceeded/],
  ['429-no-retry-after', 429, /rate_limit_exceeded/],
  ['429-usage-limit', 429, /usage_limit_reached/],
  ['500', 500, /server_error/],
  ['503', 503, /server_is_overloaded/],
  ['bad-request', 400, /^\{"detail":"Bad Request"\}$/],
  ['failed-rate-limit', 200, /response\.failed.*rate_limit_exceeded.*try again in 1s/s],
  ['failed-context', 200, /response\.failed.*context_length_exceeded/s],
  ['failed-encrypted', 200, /output_item.*response\.failed.*invalid_encrypted_content/s],
  ['overloaded', 200, /response\.failed.*server_is_overloaded/s],
  ['failed', 200, /response\.failed/],
  ['incomplete', 200, /response\.incomplete.*max_output_tokens/s],
  ['content-filter', 200, /response\.incomplete.*content_filter/s],
  ['error-event', 200, /event: error/],
  ['cut-before', 200, /^(?!.*output_item).*response\.created/s],
  ['cut', 200, /response\.created.*output_item\.added/s],
  ['stall', 200, /response\.created.*output_item\.added/s],
] as const)('fault %s gives status %i', async (fault, status, pattern) => {
  const backend = createTestSimulator(createScriptedAgent([answerStep(10)]), { fault });
  const answer = await send(backend, { input: [user] });
  expect(answer.status).toBe(status);
  expect(answer.text).toMatch(pattern);
  expect(answer.text).not.toMatch(/response\.completed/);
});

test.each([
  ['malformed-event', /"delta":\n\n/],
  ['oversized-event', /x{2000000}/],
] as const)('fault %s is in a stream that continues to its end', async (fault, pattern) => {
  const backend = createTestSimulator(createScriptedAgent([answerStep(10)]), { fault });
  const text = await readText(backend, { input: [user] });
  expect(text).toMatch(pattern);
  expect(text).toMatch(/response\.completed/);
});

test.each([
  ['encrypted-lost', [200, 400, 200]],
  ['key-rotated', [200, 400, 400]],
  ['account-switch', [200, 400, 400]],
] as const)('fault %s refuses the reasoning from then on, or once', async (fault, statuses) => {
  const agent = createScriptedAgent([callStep(50, 'call_a'), answerStep(0), answerStep(0)]);
  const backend = createTestSimulator(agent, { fault_plan: `2:${fault}` });
  const first = await send(backend, { input: [user], include });
  const replay = { input: [user, ...first.items, output('call_a')], include };
  const rest = [await send(backend, replay), await send(backend, replay)];
  expect([first, ...rest].map(({ status }) => status)).toEqual(statuses);
});

test('a plan strikes the named requests, a rate the share that it says, the same every time', async () => {
  const strike = async (parameters: Partial<SimulatorParameters>, seed: string) => {
    const steps = Array.from({ length: 400 }, () => answerStep(0));
    const backend = createTestSimulator(createScriptedAgent(steps), parameters, { seed });
    const statuses: number[] = [];
    for (const _step of steps) statuses.push((await send(backend, { input: [user] })).status);
    return statuses;
  };
  const planned = await strike({ fault_plan: '2:500+4:429' }, 'a');
  expect(planned.slice(0, 5)).toEqual([200, 500, 200, 429, 200]);
  const drawn = await strike({ fault: '500', fault_rate: 0.25 }, 'a');
  const struck = drawn.filter((status) => status === 500).length;
  // 400 draws at 0.25: within four standard deviations.
  expect(Math.abs(struck - 100)).toBeLessThan(36);
  expect(await strike({ fault: '500', fault_rate: 0.25 }, 'a')).toEqual(drawn);
  expect(await strike({ fault: '500', fault_rate: 0.25 }, 'b')).not.toEqual(drawn);
});

test('after a broken answer the same request gets the same step again, another one the next', async () => {
  const agent = createScriptedAgent([callStep(0, 'call_a'), callStep(0, 'call_b')]);
  const backend = createTestSimulator(agent, { fault_plan: '1:cut' });
  await send(backend, { input: [user] });
  const again = await send(backend, { input: [user] });
  expect(again.items.map((item) => (item as { call_id?: string }).call_id)).toEqual(['call_a']);
  const next = await send(backend, { input: [user, ...again.items, output('call_a')] });
  expect(next.items.map((item) => (item as { call_id?: string }).call_id)).toEqual(['call_b']);
});
