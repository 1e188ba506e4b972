import { ReplyError } from 'ioredis';
import { expect, test } from 'vitest';
import { describeRefusal, mayTakeLater, refusalOf } from './server-refusal.ts';

const answer = (text: string): Error => new ReplyError(text) as Error;

test.each([
  [
    "OOM command not allowed when used memory > 'maxmemory'. script: 9f1a, on @user_script:4.",
    /^the queue at redis:\S+ takes no more: OOM .* > 'maxmemory'$/,
  ],
  ['MISCONF Errors writing to the AOF file: No space left on device', /takes no more: MISCONF/],
  ["NOPERM User x has no permissions to run the 'eval' command", /refuses a command: NOPERM User/],
  ['CLUSTERDOWN Hash slot not served\n  more of it', /refuses a command: CLUSTERDOWN .* served$/],
])('%s is one line', (text, expected) => {
  const described = describeRefusal(answer(text), 'redis://a:1', 'Continue so');
  expect(described).toMatchObject({
    code: 'upstream',
    hint: expect.stringMatching(/^\w.*\. Continue so$/),
  });
  expect((described as Error).message).toMatch(expected);
});

test('what the server did not say stays as it is', () => {
  const error = new TypeError('OOM is not its answer');
  expect(describeRefusal(error, 'redis://a:1', '')).toBe(error);
  expect([refusalOf(error), mayTakeLater(error)]).toEqual([null, false]);
});

test('a right that is missing does not come by waiting', () => {
  expect(mayTakeLater(answer('NOPERM no'))).toBe(false);
  expect(mayTakeLater(answer('OOM no'))).toBe(true);
});
