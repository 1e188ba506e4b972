import { expect, test } from 'vitest';
import { describeDelivery } from './describe-delivery.ts';

const all = (given: number, sent = given) => ({ given, sent });
const delivered = { spans: all(7), logs: all(0), metricExports: all(1), error: null };
const facts = { calls: 6, settled: 6, skipped: 0, failure: null };

test('all was sent', () => {
  expect(describeDelivery({ ...facts, finished: { missing: 0, delivered } })).toEqual({
    text: 'telemetry: sent 7 spans, metrics 1 time',
    isLoss: false,
  });
});

test('what was lost is counted, with the reason', () => {
  const failed = { ...delivered, spans: all(7, 3), logs: all(4, 3), error: 'connect ECONNREFUSED' };
  const report = describeDelivery({
    ...{ ...facts, skipped: 2 },
    finished: { missing: 1, delivered: failed },
  });
  expect(report).toEqual({
    text:
      'telemetry: sent 3 spans, 3 logs, metrics 1 time; ' +
      'lost: 4 spans, 1 log, 3 calls not handed over (connect ECONNREFUSED)',
    isLoss: true,
  });
});

test('an end that did not come leaves what was not confirmed', () => {
  const { text, isLoss } = describeDelivery({ ...facts, settled: 2, finished: null });
  expect(text).toContain('of 6 calls, 4 are lost or not confirmed');
  expect(isLoss).toBe(true);
});
