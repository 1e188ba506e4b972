import { describe, expect, test } from 'vitest';
import type { RunDefinition, Trial } from '../../domain/run.ts';
import { definition, trialOf, trials, turnOf } from '../run.test-support.ts';
import { describeArms } from '../text/finding.ts';
import { viewRun } from '../view.ts';
import { decompose } from './decompose.ts';

/** What is found of `on` over the whole run. */
const comparisonOf = (name: string, run: RunDefinition, given: readonly Trial[]) =>
  viewRun(run, given).whole.comparisons[0]?.metrics.find(({ metric }) => metric.name === name);
const breakEvenOf = (run: RunDefinition) => viewRun(run, trials).facts[0]?.breakEven;

const comparison = (name: string, given = trials) => {
  const found = comparisonOf(name, definition, given);
  if (found === undefined) throw new TypeError(name);
  const { effect, low, high, direction } = found;
  return { effect, low, high, direction };
};

describe('an arm against the baseline', () => {
  // uncached: off 2,000 + 580; on 2,000 + 880 (none) or 2,000 + 496 (full).
  // cost: (difference of uncached * 5 + of cached * 0.5) / 1e6.
  test.each([
    ['uncached_input_tokens', 300, -84, 300, 'depends'],
    ['input_tokens', 300, 300, 300, 'higher'],
    ['reasoning_tokens_replayed', 300, 300, 300, 'higher'],
    ['output_tokens', 0, 0, 0, 'equal'],
    ['cached_tokens', 0, 0, 384, 'higher or equal'],
    ['cost_usd', 0.0015, (-84 * 5 + 384 * 0.5) / 1e6, 0.0015, 'depends'],
  ])('%s', (name, effect, low, high, direction) => {
    const found = comparison(name);
    expect(found.direction).toBe(direction);
    expect(found.effect).toBeCloseTo(effect, 12);
    expect(found.low).toBeCloseTo(low, 12);
    expect(found.high).toBeCloseTo(high, 12);
  });

  test('is that of the mean session: repeats do not add up', () => {
    const repeated = [...trials, ...trials.map((trial) => ({ ...trial, repeat: 1 }))];
    expect(comparison('uncached_input_tokens', repeated)).toEqual(
      comparison('uncached_input_tokens'),
    );
  });

  test('the ratio is a ratio of sums', () => {
    expect(comparison('cached_ratio').effect).toBeCloseTo(1920 / 4800 - 1920 / 4500, 12);
  });

  test('an unknown price makes the cost unknown, not zero', () => {
    const unpriced = { ...definition, price: null };
    const found = comparisonOf('cost_usd', unpriced, trials);
    expect(found).toMatchObject({ effect: null, low: null, direction: 'unknown' });
    expect(breakEvenOf(unpriced)).toBeNull();
  });

  test('a sum in another order is still zero', () => {
    const numbers = [0.1, 0.2, 0.3].map((share) => [share * 7e6, 0, 1, 0, 0] as const);
    const both = [
      trialOf('off', 'cache_outputs=none', numbers),
      trialOf('on', 'cache_outputs=none', numbers.toReversed()),
      trialOf('off', 'cache_outputs=full', numbers),
      trialOf('on', 'cache_outputs=full', numbers.toReversed()),
    ];
    expect(comparison('cost_usd', both).direction).toBe('equal');
  });
});

test('uncached tokens are new content, plus lost prefix, minus reused generation', () => {
  const of = (index: number) => decompose(trials.slice(index, index + 1));
  // 2,000 at first, then 500 visible ones; 80 of the 2,000 are the rest of a block.
  expect(of(0)).toEqual({
    replayedReasoning: 0,
    visible: 4500,
    newTokens: 2500,
    prefixLost: 80,
    reusedGeneration: 0,
  });
  expect(of(1)).toMatchObject({ replayedReasoning: 300, visible: 4500, newTokens: 2800 });
  // 496 uncached of 800 new ones: 304 were cached although they are new.
  expect(of(3)).toMatchObject({ newTokens: 2800, prefixLost: 0, reusedGeneration: 304 });
});

test('break-even is the extra cost in output tokens per call', () => {
  // $0.0015 at $30 per million is 50 tokens, over two calls 25.
  expect(breakEvenOf(definition)?.high).toBeCloseTo(25, 9);
});

test('the finding names what depends on an assumption, and uses no verdict words', () => {
  const [{ sentence, details } = { sentence: '', details: [] }] = describeArms(
    viewRun(definition, trials),
  );
  expect(sentence).toBe(
    '`on` costs more or less than `off`, depending on `cache_outputs`, in a (-1.1% to +7.6%). Uncached input tokens: more or fewer, depending on `cache_outputs`, in a (-3.3% to +11.6%).',
  );
  expect([sentence, ...details].join(' ')).not.toMatch(
    /better|worse|significant|improve|regress|confiden/i,
  );
});

test('a session that could not continue is said, not averaged away', () => {
  const stopped = trials.map((trial) =>
    trial.arm === 'on'
      ? { ...trial, outcome: 'stopped' as const, turns: [turnOf(0, [0, 0, 0, 0, 0], 400)] }
      : trial,
  );
  const [{ sentence, details } = { sentence: '', details: [] }] = describeArms(
    viewRun(definition, stopped),
  );
  expect(sentence).toBe(
    '`on` could not finish 2 of 2 trials, `off` 0 of 2. `on` cannot be compared with `off` in a. Uncached input tokens: not comparable in a.',
  );
  expect(details.at(-1)).toBe(
    '2 requests were refused with 400. Trials that could not continue: 0 of `off`, 2 of `on`: their totals are not comparable.',
  );
});

test('a block with a trial that could not continue is not in the mean, of any arm', () => {
  const long = trials.map((trial, index): Trial => {
    const more = {
      ...trial,
      id: `long-${index}`,
      scenario: 'long',
      turns: [...trial.turns, ...trial.turns],
    };
    return trial.arm === 'on' ? { ...more, outcome: 'stopped' } : more;
  });
  const [record] = definition.scenarios;
  if (record === undefined) throw new TypeError('one scenario');
  const two = { ...definition, scenarios: [record, { ...record, name: 'long' }] };
  const view = viewRun(two, [...trials, ...long]);
  const alone = viewRun(definition, trials);
  const meansOf = ({ whole }: typeof view) =>
    whole.arms.map(({ means }) => [
      means['input_tokens'],
      means['cost_usd'],
      means['cached_ratio'],
    ]);
  expect(meansOf(view)).toEqual(meansOf(alone));
  expect(view.whole.arms.map(({ trials: all, compared }) => [all, compared])).toEqual([
    [4, 2],
    [4, 2],
  ]);
  expect(describeArms(view)[0]?.details.at(-1)).toMatch(
    /not comparable, and are not in the mean\.$/,
  );
});

test('an arm with the numbers of an earlier one says that and nothing else', () => {
  const [off, on] = definition.arms;
  if (off === undefined || on === undefined) throw new TypeError('two arms');
  const three = { ...definition, arms: [off, on, { name: 'native', agent: 'native' as const }] };
  const twin = trials
    .filter(({ arm }) => arm === 'on')
    .map((trial) => ({ ...trial, arm: 'native' }));
  expect(
    describeArms(viewRun(three, [...trials, ...twin])).map(({ sentence }) => sentence)[1],
  ).toBe('`native` equals `on` in every request of this run: the same tokens, cost and errors.');
});
