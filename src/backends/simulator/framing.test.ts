// What a prompt grows by beside texts, as the profile of each model has it measured.
import { expect, test } from 'vitest';
import {
  callStep,
  createScriptedAgent,
  createTestSimulator,
  developer,
  send,
  user,
  words,
} from './simulator.test-support.ts';

/** Input tokens that so many results behind one answer add, beside their texts and the output. */
async function added(model: string, results: number, parameters: object): Promise<number> {
  const ids = Array.from({ length: results }, (_, index) => `call-${index}`);
  const calls = ids.flatMap((id) => callStep(0, id).calls);
  const backend = createTestSimulator(
    createScriptedAgent([{ ...callStep(0, 'none'), calls }, callStep(0, 'next')]),
    {
      result_frame_tokens: 'profile',
      answer_frame_tokens: 'profile',
      rules_off: 'all',
      ...parameters,
    },
  );
  const input: object[] = [developer, user];
  const first = await send(backend, { model, input });
  const outputs = ids.map((id) => ({
    ...{ type: 'function_call_output', call_id: id, output: words(id, 70) },
  }));
  const second = await send(backend, { model, input: [...input, ...first.items, ...outputs] });
  const { input_tokens = 0, output_tokens = 0 } = first.response?.usage ?? {};
  const grown = (second.response?.usage?.input_tokens ?? 0) - input_tokens - output_tokens;
  return grown - 70 * results;
}

test.each([
  ['gpt-5.5', 1, {}, 11],
  ['gpt-5.5', 2, {}, 20],
  ['gpt-5.5', 5, {}, 47],
  ['gpt-5.6-terra', 1, {}, 10],
  ['gpt-5.6-sol', 1, {}, 11],
  ['gpt-5.5', 3, { result_frame_tokens: 1 }, 5],
  ['gpt-5.5', 3, { answer_frame_tokens: 0 }, 27],
  ['gpt-5.5', 3, { result_frame_tokens: 0, answer_frame_tokens: 0 }, 0],
] as const)('%s, %i results, %j: %i tokens', async (model, results, parameters, expected) => {
  expect(await added(model, results, parameters)).toBe(expected);
});
