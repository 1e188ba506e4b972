import { describe, expect, test } from 'vitest';
import { measuredDefinition, measuredTrials } from '../measured/measured.test-support.ts';
import { metrics } from '../metrics/registry.ts';
import { definition, trials, turnOf } from '../run.test-support.ts';
import { viewRun } from '../view.ts';
import { evaluateGates, gateExitCode } from './evaluate-gates.ts';
import { parseGate } from './gate.ts';

const view = viewRun(definition, trials);
const simulated = (text: string) => {
  const results = evaluateGates([parseGate(text, ['off', 'on'])], view);
  return { statuses: results.map(({ status }) => status), code: gateExitCode(results, false) };
};

describe('on a simulated run', () => {
  // uncached: +300 (+11.6%) or -84 (-3.3%), by assumption; input: +300 (+6.67%) in both.
  test.each([
    ['input_tokens > +2%', ['failed'], 1],
    ['input_tokens > 6.7%', ['passed'], 0],
    ['input_tokens >= 300', ['failed'], 1],
    ['input_tokens > 300', ['passed'], 0],
    ['uncached_input_tokens > +2%', ['inconclusive'], 3],
    ['uncached_input_tokens > +12%', ['passed'], 0],
    ['on: output_tokens < -1%', ['passed'], 0],
    ['output_tokens > 0', ['passed'], 0],
    ['cache_efficiency < 0', ['inconclusive'], 3],
  ])('%s', (text, statuses, code) => {
    expect(simulated(text)).toEqual({ statuses, code });
  });

  test('what is undecided may be allowed, what fails may not', () => {
    const of = (text: string) => evaluateGates([parseGate(text, ['off', 'on'])], view);
    expect(gateExitCode(of('uncached_input_tokens > +2%'), true)).toBe(0);
    expect(gateExitCode(of('input_tokens > +2%'), true)).toBe(1);
  });
});

test('a session that could not continue passes no gate on tokens, and can be counted', () => {
  const stopped = trials.map((trial) =>
    trial.arm === 'on'
      ? { ...trial, outcome: 'stopped' as const, turns: [turnOf(0, [0, 0, 0, 0, 0], 400)] }
      : trial,
  );
  const statusOf = (text: string) =>
    evaluateGates([parseGate(text, ['off', 'on'])], viewRun(definition, stopped))[0]?.status;
  expect(statusOf('input_tokens > +2%')).toBe('inconclusive');
  expect(statusOf('cost_usd > +2%')).toBe('inconclusive');
  expect(statusOf('error_400.attempts > 0')).toBe('failed');
});

test.each([
  ['cost > +2%', 'cost_usd'],
  ['on: uncached input tokens > 2', 'uncached_input_tokens'],
  ['cached ratio < 0.9', 'cached_ratio'],
  ['time to first token, p95 > +5 ms', 'ttft_ms.p95'],
])('%s names %s as tables do', (text, name) => {
  expect(parseGate(text, ['off', 'on']).metric.name).toBe(name);
});

test('every title is of one metric', () => {
  const titles = metrics.map(({ title }) => title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_'));
  expect(new Set(titles).size).toBe(titles.length);
});

test.each([
  // The arm's own ratio, about 0.4 in this run, and how much it changed.
  ['cached_ratio < 0.9', 'failed'],
  ['cached_ratio < 0.01', 'passed'],
  ['cached_ratio > 0.9', 'passed'],
  ['cached_ratio < -90%', 'passed'],
  ['cached_ratio > -90 points', 'failed'],
])('%s is told apart from a change: %s', (text, status) => {
  expect(simulated(text).statuses).toEqual([status]);
});

describe('on a measured run', () => {
  const measured = (text: string, scenarios = 10) =>
    evaluateGates(
      [parseGate(text, ['off', 'on'])],
      viewRun(
        measuredDefinition(scenarios, 2),
        measuredTrials({
          scenarios,
          repeats: 2,
          // +400 of 10,000 on average, between 310 and 490
          uncached: (arm, scenario) => 10_000 + (arm === 'on' ? 310 + 20 * scenario : 0),
        }),
      ),
    );
  test.each([
    ['uncached_input_tokens > +2%', 'failed'],
    ['uncached_input_tokens > +4%', 'inconclusive'],
    ['uncached_input_tokens > +6%', 'passed'],
    ['ttft_ms.p50 > +5%', 'passed'],
  ])('%s', (text, status) => {
    expect(measured(text).map((result) => result.status)).toEqual([status]);
  });

  test('seven sessions decide nothing', () => {
    expect(measured('uncached_input_tokens > +2%', 7)[0]?.status).toBe('inconclusive');
  });
});

test.each([
  ['uncached_input_token > 2%', 'Did you mean `uncached_input_tokens`?'],
  ['other: input_tokens > 2%', 'Its arms are off, on'],
  ['input_tokens', 'Write METRIC > NUMBER'],
])('%s is refused', (text, hint) => {
  expect(() => parseGate(text, ['off', 'on'])).toThrow(
    expect.objectContaining({ code: 'usage', hint: expect.stringContaining(hint) }),
  );
});
