import { expect, test } from 'vitest';
import { snakeCaseKeys } from './snake-case-keys.ts';

test('keys become snake_case at every depth, values stay', () => {
  expect(snakeCaseKeys({ deadRecorders: [{ apartMs: 1 }], at: 'aB', no: null })).toEqual({
    dead_recorders: [{ apart_ms: 1 }],
    at: 'aB',
    no: null,
  });
});
