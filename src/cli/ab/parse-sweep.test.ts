import { expect, test } from 'vitest';
import { parseSweep } from './parse-sweep.ts';

test('values are typed by the table of parameters', () => {
  expect(parseSweep(['cache_quantum=128'], ['context_rule=current_turn', 'machines=1,8'])).toEqual({
    fixed: { cache_quantum: 128 },
    asked: new Map<string, unknown>([
      ['context_rule', ['current_turn']],
      ['machines', [1, 8]],
    ]),
  });
});

test.each([
  [['cache_output=full'], [], 'unknown simulator parameter `cache_output`'],
  [['cache_outputs'], [], 'simulator parameter `cache_outputs` has no value'],
  [[], ['machines'], '`machines` has no value'],
  [[], ['machines=1,none'], '`none` is not a value of simulator parameter `machines`'],
])('--sim %j --sweep %j is refused', (sim, sweep, message) => {
  expect(() => parseSweep(sim, sweep)).toThrow(message);
});
