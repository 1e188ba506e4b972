import { describe, expect, test } from 'vitest';
import type { RunDefinition, Trial } from '../../domain/run.ts';
import { measuredDefinition, measuredTrials } from '../measured/measured.test-support.ts';
import { definition, trials } from '../run.test-support.ts';
import { viewRun } from '../view.ts';
import { answerRun } from './answer.ts';
import type { Answer } from './three-sentences.ts';

const answer = (run: RunDefinition, given: readonly Trial[]): Answer =>
  answerRun(viewRun(run, given));

/** The same arms, told apart by an option of which no real session speaks. */
const [off, on] = definition.arms;
if (off?.agent !== 'scripted' || on === undefined) throw new TypeError('two arms');
const arms = [off, { ...off, name: 'on' }];
const other = { ...definition, arms };
/** More uncached tokens of `on` than of `off` in the second request, by variant. */
const differing = (none: number, full: number): Trial[] =>
  trials.map((trial) => {
    const base = trials.find(({ arm, variant }) => arm === 'off' && variant === trial.variant);
    const extra = trial.arm === 'off' ? 0 : trial.variant.endsWith('none') ? none : full;
    const turns = (base?.turns ?? []).map((turn) => ({
      ...turn,
      usage: turn.usage && { ...turn.usage, inputTokens: turn.usage.inputTokens + extra },
    }));
    return { ...trial, turns };
  });

describe('arms that differ in replay', () => {
  test('are answered by real sessions, without a benefit that was not measured', () => {
    const { action, worth, change } = answer(definition, trials);
    expect(action).toMatch(/^On gpt-5\.5, do not turn on reasoning replay \(arm `on`\)/);
    expect(worth).toMatch(
      /replay costs \+6\.5% per session .*\+\$111 a month at 20 sessions a day/,
    );
    expect(worth).toMatch(/\(computed\)\.$/);
    expect(change).toMatch(/saves 8\.0% of the calls: whether it does is not measured/);
  });

  test('of a model without recordings are answered by the simulator', () => {
    const { action } = answer({ ...definition, model: 'gpt-9' }, trials);
    expect(action).toMatch(/^Decide nothing yet: .* No model was asked: this is a simulation\.$/);
  });

  test('with a benefit that was put in by hand decide nothing', () => {
    const benefit = { name: 'continuity_benefit', value: 0.2, source: 'x', confidence: 'assumed' };
    expect(answer({ ...definition, parameters: [benefit] }, trials).action).toMatch(
      /^Decide nothing by this run: a benefit was put in by hand/,
    );
  });
});

describe('other arms', () => {
  test.each([
    ['cheaper', -100, -10, /^Use `on` instead of `off`: it costs less, or as much, in every/],
    ['more', 10, 100, /^Keep `off`: no other arm costs less in any scenario\./],
    ['mixed', -10, 100, /^Decide nothing yet: whether `on` costs less than `off` depends/],
    ['equal', 0, 0, /^Choose freely: every arm costs what `off` costs\./],
  ])('%s', (_, none, full, expected) => {
    expect(answer(other, differing(none, full)).action).toMatch(expected);
  });

  test('are worth their range per session, and of a month of the stated use', () => {
    // 200 and 2,000 tokens at $5 a million, 440 sessions a month.
    const { worth, change } = answer(other, differing(100, 1_000));
    expect(worth).toContain('+$0.0010 to +$0.0100 per session');
    expect(worth).toContain('+$0.44 to +$4.40 a month at 20 sessions a day on 22 days');
    expect(worth).toContain('(modelled)');
    expect(change).toContain('which value of `cache_outputs` is true');
  });

  test('without a price have no worth in money', () => {
    const { action, worth } = answer({ ...other, price: null }, differing(10, 100));
    expect(action).toMatch(/^Keep `off`: no other arm needs fewer uncached tokens/);
    expect(worth).toMatch(/^In money it is not known/);
  });

  test('of a run that was stopped decide nothing', () => {
    expect(answer(other, differing(10, 100).slice(0, 3)).action).toMatch(
      /^Decide nothing yet: 3 of 4 trials were played\./,
    );
  });
});

test('an invalid run decides nothing, whatever its numbers', () => {
  const stopped = trials.map((trial) => ({ ...trial, outcome: 'stopped' as const }));
  const { action, worth } = answer(definition, stopped);
  expect(action).toMatch(/^Decide nothing by this run, which is invalid: `/);
  expect(worth).not.toContain('$');
});

describe('a measured run', () => {
  const measured = (extra: number): Answer =>
    answer(
      measuredDefinition(10, 2),
      measuredTrials({
        ...{ scenarios: 10, repeats: 2 },
        uncached: (arm, scenario) =>
          10_000 + (arm === 'on' ? extra + Math.sign(extra) * scenario : 0),
      }),
    );

  test.each([
    ['better', -2_000, /^Use `on` instead of `off`: it costs less\.$/],
    ['worse', 2_000, /^Keep `off` rather than `on`\.$/],
    ['equal', 0, /^Choose freely: no arm differs from `off` by more than is negligible\.$/],
  ])('that is %s', (_, extra, expected) => {
    expect(measured(extra).action).toMatch(expected);
  });

  test('is worth its effect with its interval, and its first threat would change it', () => {
    const { worth, change } = measured(-2_000);
    expect(worth).toMatch(/per session \(95% interval -.* to -.*\), which is -\$.* a month/);
    expect(worth).toMatch(/measured tokens, modelled price\.$/);
    expect(change).toMatch(/^There is no A\/A run/);
  });

  test('of hand-picked sessions decides nothing', () => {
    const { population: _, ...handPicked } = measuredDefinition(10, 2);
    const played = measuredTrials({
      ...{ scenarios: 10, repeats: 2 },
      uncached: (arm) => (arm === 'on' ? 8_000 : 10_000),
    });
    expect(answer(handPicked, played).action).toMatch(/^Decide nothing yet: .* cannot tell `on`/);
  });
});
