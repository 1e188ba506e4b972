import { expect, test } from 'vitest';
import { drawReasoning, parseReasoningAssumptions } from './assumed-reasoning.ts';

const files: Record<string, string> = {
  'seen.txt': '0 120\n300,400\n',
  'seen.json': '[1, 2, 3]',
  'bad.txt': '12 many',
  'empty.txt': '',
};
const parse = (list: string) => parseReasoningAssumptions(list, (name) => files[name] ?? '');

test('numbers and files side by side, the first is the base', () => {
  expect(parse('400,0,seen.txt,seen.json')).toEqual([
    { name: 400, tokens: [400] },
    { name: 0, tokens: [0] },
    { name: 'seen.txt', tokens: [0, 120, 300, 400] },
    { name: 'seen.json', tokens: [1, 2, 3] },
  ]);
});

test.each([
  ['400,', 'has an empty entry'],
  ['-5', '-5 is not a whole number'],
  ['1.5', '1.5 is not a whole number'],
  ['400,400', 'names one twice'],
  ['bad.txt', 'bad.txt is not a list of whole numbers'],
  ['empty.txt', 'empty.txt is not a list of whole numbers'],
  ['1,2,3,4,5,6,7,8,9', 'more than 8 assumptions'],
])('%s is refused', (list, message) => {
  expect(() => parse(list)).toThrow(message);
});

test('a call draws the same number every time, and calls draw all numbers', () => {
  const [assumption] = parse('seen.txt');
  if (assumption === undefined) throw new TypeError('an assumption');
  const draw = (): number[] =>
    Array.from({ length: 200 }, (_, call) => drawReasoning(assumption, 'trace', call));
  expect(draw()).toEqual(draw());
  expect(new Set(draw())).toEqual(new Set([0, 120, 300, 400]));
});
