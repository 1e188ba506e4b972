import { expect, test } from 'vitest';
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

const reasoningTokens = 300;

/**
 * Two calls that reason, then a request with the history as `edit` leaves it.
 * @param last the model of the third request
 */
async function third(
  model: string,
  parameters: Partial<SimulatorParameters>,
  edit: (input: object[]) => object[],
  last = model,
) {
  const steps = [
    callStep(reasoningTokens, 'call-1'),
    callStep(reasoningTokens, 'call-2'),
    answerStep(0),
  ];
  const backend = createTestSimulator(createScriptedAgent(steps), parameters);
  let input: object[] = [developer, user];
  for (const id of ['call-1', 'call-2']) {
    const { items } = await send(backend, { model, include, input });
    input = [...input, ...items, output(id)];
  }
  const { response, text } = await send(backend, { model: last, include, input: edit(input) });
  if (response === undefined) throw new Error(text);
  return {
    tokens: response.usage?.input_tokens ?? Number.NaN,
    ids: input.flatMap((item) => ('summary' in item && 'id' in item ? [item.id] : [])),
    said: response['input_transformations'],
  };
}

const asIs = (input: object[]) => input;
/** As many words as before, others. */
const changeResult = (input: object[]) =>
  input.map((item) =>
    'output' in item && item === input[4] ? { ...output('other'), call_id: 'call-1' } : item,
  );
const changeFirst = ([first, ...rest]: object[]) => [
  { ...first, content: developer.content.replace('prefix0', 'changed') },
  ...rest,
];
const api = { profile_backend: 'openai', context_rule: 'all_turns' } as const;
const removed = (id: unknown, reason: string) => ({
  id,
  action: 'removed',
  reason,
  type: 'reasoning',
});

test.each([
  ['gpt-6-astra', api, asIs, 2],
  ['gpt-6-astra', api, changeResult, 1],
  ['gpt-6-astra', api, changeFirst, 0],
  ['gpt-6-astra', { ...api, history_bound_reasoning: 'kept' }, changeFirst, 2],
  ['gpt-5.5', {}, changeFirst, 2],
  ['gpt-5.5', { history_bound_reasoning: 'dropped' }, changeFirst, 0],
] as const)('%s with %j keeps the reasoning before an edit', async (model, sim, edit, kept) => {
  const parameters = { ...sim, rules_off: 'all' };
  const edited = await third(model, parameters, edit);
  const none = await third(model, parameters, (input) =>
    input.filter((one) => !('summary' in one)),
  );
  expect(edited.tokens - none.tokens).toBe(kept * reasoningTokens);
});

test('the public API says which, and why; other backends say nothing', async () => {
  const { said, ids } = await third('gpt-6-astra', api, changeResult);
  expect(said).toEqual([removed(ids[1], 'prefix_mismatch')]);
  expect((await third('gpt-6-astra', api, asIs)).said).toBeUndefined();
  const newTurn = (input: object[]) => [...input, { ...user, content: 'more' }];
  const { said: turns, ids: all } = await third(
    'gpt-6-astra',
    { ...api, context_rule: 'current_turn' },
    newTurn,
  );
  expect(turns).toEqual(all.map((id) => removed(id, 'turn_boundary')));
  const codex = await third('gpt-6-astra', { rules_off: 'all' }, changeFirst);
  expect(codex.said).toBeUndefined();
});

test('an item whose id was left out is named by the id that it had', async () => {
  const withoutIds = (input: object[]) =>
    changeFirst(input).map((item) => ('summary' in item ? { ...item, id: undefined } : item));
  const { said, ids } = await third('gpt-6-astra', { ...api, rules_off: 'all' }, withoutIds);
  expect(said).toEqual(ids.map((id) => removed(id, 'prefix_mismatch')));
});

test('reasoning of another model is kept, or left out and named', async () => {
  const other = 'gpt-6-sol';
  const bound = { ...api, model_bound_reasoning: 'dropped' } as const;
  const kept = await third('gpt-6-astra', api, asIs, other);
  const dropped = await third('gpt-6-astra', bound, asIs, other);
  expect(kept.tokens - dropped.tokens).toBe(2 * reasoningTokens);
  expect(kept.said).toBeUndefined();
  expect(dropped.said).toEqual(dropped.ids.map((id) => removed(id, 'model_mismatch')));
  expect((await third('gpt-6-astra', bound, asIs)).said).toBeUndefined();
  // Another model and another history: the vendor's list names the model first.
  const both = await third('gpt-6-astra', bound, changeFirst, other);
  expect(both.said).toEqual(both.ids.map((id) => removed(id, 'model_mismatch')));
});
