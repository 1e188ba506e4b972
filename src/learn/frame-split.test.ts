import fc from 'fast-check';
import { expect, test } from 'vitest';
import { learnFrameSplit } from './frame-split.ts';

const source = 'source';
/** Two sessions of calls with so many results, and what each call's prompt grew by. */
const observed = (calls: readonly (readonly [results: number | null, tokens: number])[]) =>
  calls.map(([results, tokens], index) => ({
    ...{ results, tokens, source },
    sessionKey: `session ${index % 2}`,
  }));

test('what is around results and answers is told apart where calls have different numbers', () => {
  fc.assert(
    fc.property(fc.nat(20), fc.nat(20), (result, answer) => {
      const calls = Array.from({ length: 60 }, (_, index) => {
        const results = 1 + (index % 3);
        // A tenth is something else.
        return [results, index % 10 === 0 ? 999 : results * result + answer] as const;
      });
      const found = learnFrameSplit(observed(calls));
      expect(found.result_frame_tokens).toMatchObject({ value: result, n: 60 });
      expect(found.answer_frame_tokens).toMatchObject({ value: answer, n: 60 });
    }),
  );
});

test('where every call has one result, it gets all of it, and that is said', () => {
  const { result_frame_tokens, answer_frame_tokens } = learnFrameSplit(
    observed(Array.from({ length: 40 }, () => [1, 10] as const)),
  );
  expect([result_frame_tokens.value, answer_frame_tokens.value]).toEqual([10, 0]);
  expect(result_frame_tokens.against).toContainEqual(expect.stringContaining('not told apart'));
});

test('it is open where results were not counted, calls are few, or nothing fits', () => {
  const many = (one: (index: number) => readonly [number | null, number]) =>
    learnFrameSplit(observed(Array.from({ length: 60 }, (_, index) => one(index))));
  for (const found of [
    many((index) => [null, index]),
    many(() => [0, 5]),
    many((index) => [1, index]),
    learnFrameSplit(observed([[1, 10]])),
  ]) {
    expect(found.result_frame_tokens).toMatchObject({ value: null, confidence: 'none' });
    expect(found.answer_frame_tokens.value).toBeNull();
  }
});
