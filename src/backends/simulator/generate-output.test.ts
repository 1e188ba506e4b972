import { describe, expect, test } from 'vitest';
import {
  answerStep,
  callStep,
  createScriptedAgent,
  createTestSimulator,
  developer,
  include,
  output,
  send,
  user,
} from './simulator.test-support.ts';

describe('the benefit of continuity', () => {
  const reasoned = async (continuity_benefit: number, keeps: boolean): Promise<unknown> => {
    const agent = createScriptedAgent([callStep(300, 'call_a'), callStep(200, 'call_b')]);
    const backend = createTestSimulator(agent, { continuity_benefit });
    const first = await send(backend, { input: [user], include });
    const kept = first.items
      .filter(({ type }) => keeps || type !== 'reasoning')
      .map((item) => ({ ...item, id: undefined }));
    const { response } = await send(backend, { input: [user, ...kept, output('call_a')], include });
    return response?.usage?.output_tokens_details.reasoning_tokens;
  };

  test.each([
    [0, true, 200],
    [0, false, 200],
    [0.25, true, 150],
    [0.25, false, 200],
    [1, true, 0],
  ])('of %d with its reasoning kept: %s gives %d tokens', async (benefit, keeps, expected) => {
    expect(await reasoned(benefit, keeps)).toBe(expected);
  });
});

describe('compaction', () => {
  test('a trigger is answered with one compaction item, which a later prompt may hold', async () => {
    const backend = createTestSimulator(createScriptedAgent([answerStep(0)]));
    const compacted = await send(backend, {
      input: [developer, user, { type: 'compaction_trigger' }],
    });
    expect(compacted.items.map(({ type }) => type)).toEqual(['compaction']);
    const after = await send(backend, { input: [...compacted.items, user] });
    expect([after.status, after.response?.usage?.input_tokens]).toEqual([200, 512 + 1]);
  });

  test('its content of another account is refused', async () => {
    const trigger = { input: [user, { type: 'compaction_trigger' }] };
    const backend = createTestSimulator(createScriptedAgent([]));
    const { items } = await send(backend, trigger);
    const other = createTestSimulator(createScriptedAgent([]), {}, { account: 'other' });
    expect((await send(other, { input: [...items, user] })).status).toBe(400);
  });
});
