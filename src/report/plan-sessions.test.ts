import { expect, test } from 'vitest';
import { minimumDetectableEffect, sdUpperLimit } from '../stats/power.ts';
import { measuredDefinition, measuredTrials } from './measured/measured.test-support.ts';
import { uncachedInputTokens } from './metrics/uncached-input-tokens.ts';
import { planSessions } from './plan-sessions.ts';
import { definition, trials } from './run.test-support.ts';
import { viewRun } from './view.ts';

test('a pilot is planned with the upper limit of its standard deviation', () => {
  // Differences 0, 100, ... 900: standard deviation 302.77.
  const pilot = measuredTrials({
    ...{ scenarios: 10, repeats: 1 },
    uncached: (arm, scenario) => 10_000 + (arm === 'on' ? 100 * scenario : 0),
  });
  const options = { sessions: [8, 20], repeats: 2, sdShare: null, looks: 1 };
  const plan = planSessions(viewRun(measuredDefinition(10, 1), pilot), options);
  const sd = sdUpperLimit(302.7650354, 10) ?? 0;
  const tokens = plan.metrics.find(({ metric }) => metric === uncachedInputTokens);
  expect(tokens?.sd).toBeCloseTo(sd, 4);
  expect(plan.rows[1]?.detectable['uncached_input_tokens']).toBeCloseTo(
    minimumDetectableEffect(sd, 20) ?? 0,
    4,
  );
  // 20 sessions x 2 repeats x 2 arms, 2 requests each
  expect(plan.rows[1]).toMatchObject({ trials: 80, requests: 160 });
});

test('a simulated run tells the cost, and no effect unless the deviation is given', () => {
  const options = { sessions: [8], repeats: 1, sdShare: null, looks: 1 };
  const plan = planSessions(viewRun(definition, trials), options);
  expect(plan.metrics).toEqual([]);
  expect(plan.rows[0]?.costUsd).toBeGreaterThan(0);
  const given = planSessions(viewRun(definition, trials), { ...options, sdShare: 0.1, looks: 1 });
  expect(given.metrics[1]).toMatchObject({ baselineMean: 2580, sd: 258 });
});
