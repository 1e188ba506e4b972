import { describe, expect, test } from 'vitest';
import type { Recall, SimulatedAgent } from '../../domain/model-step.ts';
import type { SimulatorParameters } from '../../profiles/simulator-parameters.ts';
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

  /** Whether the model of a second request remembers, when the user has or has not spoken since. */
  const recalled = async (
    parameters: Partial<SimulatorParameters>,
    keeps: boolean,
    more: object[] = [],
  ): Promise<Recall | undefined> => {
    const script = createScriptedAgent([callStep(300, 'call_a'), answerStep(0)]);
    const seen: Recall[] = [];
    const agent: SimulatedAgent = {
      nextStep(request, recall) {
        seen.push(recall);
        return script.nextStep(request, recall);
      },
    };
    const backend = createTestSimulator(agent, parameters);
    const { items } = await send(backend, { input: [user], include });
    const kept = keeps ? items : items.filter(({ type }) => type !== 'reasoning');
    const replayed = kept.map((item) => ({ ...item, id: undefined }));
    await send(backend, { input: [user, ...replayed, output('call_a'), ...more], include });
    return seen[1];
  };

  test.each<[Partial<SimulatorParameters>, boolean, object[], Recall]>([
    [{}, false, [], 'remembers'],
    [{ redone_steps: 1 }, true, [], 'remembers'],
    [{ redone_steps: 1 }, false, [], 'forgets'],
    [{ redone_steps: 1, context_rule: 'current_turn' }, true, [user], 'forgets'],
    [{ redone_steps: 1, context_rule: 'all_turns' }, true, [user], 'remembers'],
  ])(
    'with %o, reasoning kept: %s, then %o: the model %s',
    async (parameters, keeps, more, recall) => {
      expect(await recalled(parameters, keeps, more)).toBe(recall);
    },
  );

  test('redone_steps is a share, drawn from the seed and the last call', async () => {
    const redone = async (seed: string): Promise<string> => {
      const ids = Array.from({ length: 200 }, (_, index) => `call_${index}`);
      const seen: Recall[] = [];
      const agent: SimulatedAgent = {
        nextStep(_request, recall) {
          seen.push(recall);
          return answerStep(0);
        },
      };
      const backend = createTestSimulator(agent, { redone_steps: 0.25 }, { seed });
      for (const call_id of ids) {
        const call = { type: 'function_call', call_id, name: 'tool', arguments: '{}' };
        await send(backend, { input: [user, call, output(call_id)] });
      }
      return seen.join(' ');
    };
    const drawn = await redone('a');
    // 200 draws at 0.25: within four standard deviations.
    expect(Math.abs((drawn.match(/forgets/g)?.length ?? 0) - 50)).toBeLessThan(25);
    expect(await redone('a')).toBe(drawn);
    expect(await redone('b')).not.toBe(drawn);
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
