// A server that is full is asked again, for as long as something moves.
import { expect, test } from 'vitest';
import { createPatience } from './patience.ts';

function refusal(message: string): Error {
  const error = new Error(message);
  error.name = 'ReplyError';
  return error;
}
const full = refusal('OOM it is full');
const fails = (error: Error) => () => Promise.reject(error);

test('what is refused for now is said once, and so is that it is over', async () => {
  const said: string[] = [];
  const patience = createPatience(1e9, (text) => said.push(text));
  expect(await patience.attempt('a', async () => 1)).toBe(true);
  expect(await patience.attempt('a', fails(full))).toBe(false);
  expect(await patience.attempt('a', fails(full))).toBe(false);
  // That another one is taken does not mean that this one would be.
  expect(await patience.attempt('b', async () => 1)).toBe(true);
  patience.moved();
  expect(await patience.attempt('a', async () => 1)).toBe(true);
  expect(said).toEqual([
    'the queue takes no trials (OOM it is full): it is asked again',
    'the queue takes trials again',
  ]);
});

test('what is refused for good, or for too long, is thrown', async () => {
  const patience = createPatience(1e9, () => {});
  const forbidden = refusal('NOPERM this user has no permissions');
  await expect(patience.attempt('a', fails(forbidden))).rejects.toBe(forbidden);
  const defect = new TypeError('a defect');
  await expect(patience.until('a', fails(defect))).rejects.toBe(defect);
  await expect(createPatience(-1, () => {}).attempt('a', fails(full))).rejects.toBe(full);
});

test('what may be repeated is repeated until it is taken', async () => {
  let times = 0;
  const work = async (): Promise<number> => {
    if (++times < 2) throw full;
    return times;
  };
  expect(await createPatience(1e9, () => {}).until('a', work)).toBe(2);
});
