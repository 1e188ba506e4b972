import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyRuns } from '../lib/property-runs.test-support.ts';
import { isOtherRule } from './is-other-rule.ts';
import { mergeProfiles } from './merge-profiles.ts';
import { type ProfileFile, type ProfileRule, parseProfileFile } from './profile-file.ts';
import { holdsAt } from './profile-times.ts';

const rule = (value: unknown, change: Partial<ProfileRule> = {}): ProfileRule => ({
  ...{ value, n: 100, confidence: 'medium' as const, source: 'somewhere' },
  ...change,
});
const profile = (
  rules: Readonly<Record<string, ProfileRule>>,
  from: string | null = '2026-04',
  to: string | null = '2026-07',
): ProfileFile => ({
  schema: 1,
  label: 'measured',
  models: [{ model: 'gpt-5.5', periods: [{ from, to, rules }] }],
});

describe('what is kept', () => {
  test.each([
    ['the settled one', rule(null, { confidence: 'none' }), rule('full'), 'full', null],
    [
      'the one of higher confidence',
      rule('none', { confidence: 'high' }),
      rule('full'),
      'none',
      'its confidence is higher',
    ],
    [
      'the one of more observations',
      rule('none', { n: 7 }),
      rule('full', { n: 8 }),
      'full',
      'it rests on more observations',
    ],
  ])('%s', (_title, one, other, kept, why) => {
    for (const [a, b] of [
      [one, other],
      [other, one],
    ] as const) {
      const { profile: merged, disagreements } = mergeProfiles(
        profile({ cache_outputs: a }),
        profile({ cache_outputs: b }),
      );
      expect(merged.models[0]?.periods[0]?.rules['cache_outputs']?.value).toBe(kept);
      expect(disagreements.map((each) => each.why)).toEqual(why === null ? [] : [why]);
    }
  });

  test('of different times, each at its time; what a later one leaves open is carried on', () => {
    const learned = profile({
      cache_outputs: rule('full', { confidence: 'high' }),
      cache_minimum: rule(1024),
    });
    const probed = profile({ cache_outputs: rule('none') }, '2026-11-26', '2026-11-26');
    const { profile: merged, disagreements } = mergeProfiles(probed, learned);
    expect(merged.models[0]?.periods).toMatchObject([
      { from: '2026-04', to: '2026-07', rules: { cache_outputs: { value: 'full' } } },
      {
        ...{ from: '2026-11-26', to: '2026-11-26' },
        rules: { cache_outputs: { value: 'none' }, cache_minimum: { value: 1024 } },
      },
    ]);
    expect(disagreements).toMatchObject([
      {
        from: '2026-11-26',
        kept: { value: 'none' },
        other: { value: 'full' },
        why: expect.stringContaining('later'),
      },
    ]);
  });

  test('a later guess does not push out what is well founded', () => {
    const learned = profile({ cache_outputs: rule('full', { confidence: 'high' }) });
    const probed = profile(
      { cache_outputs: rule('none', { confidence: 'low', n: 3 }) },
      '2026-11-26',
      null,
    );
    const { profile: merged } = mergeProfiles(learned, probed);
    expect(merged.models[0]?.periods.at(-1)?.rules['cache_outputs']).toMatchObject({
      value: 'full',
      against: ['somewhere: none (n 3, low)'],
    });
  });

  test('a step and what is hidden before it are of one side', () => {
    const one = profile({
      cache_step: rule(512, { n: 9 }),
      hidden_prefix_tokens: rule(127, { n: 9 }),
    });
    const other = profile({
      cache_step: rule(128, { n: 10 }),
      hidden_prefix_tokens: rule(0, { n: 1 }),
    });
    const { profile: merged, disagreements } = mergeProfiles(one, other);
    const rules = merged.models[0]?.periods[0]?.rules;
    expect([rules?.['cache_step']?.value, rules?.['hidden_prefix_tokens']?.value]).toEqual([
      128, 0,
    ]);
    expect(disagreements.map(({ rule: name }) => name)).toEqual([
      'cache_step',
      'hidden_prefix_tokens',
    ]);
  });

  test('two backends are not one', () => {
    const named = (backend: string) => ({ ...profile({}), backend });
    expect(() => mergeProfiles(named('openai'), named('chatgpt'))).toThrow(
      expect.objectContaining({ code: 'usage' }),
    );
    expect(mergeProfiles(named('openai'), profile({})).profile.backend).toBe('openai');
  });

  test('the weaker label is that of both', () => {
    const simulated = { ...profile({}), label: 'simulated' as const };
    expect(mergeProfiles(profile({}), simulated).profile.label).toBe('simulated');
  });
});

test.each([
  [
    'numbers whose intervals meet',
    'idle_lifetime_ms',
    rule(300, { interval: { low: 200, high: 400 } }),
    rule(390),
    false,
  ],
  [
    'numbers apart',
    'idle_lifetime_ms',
    rule(300, { interval: { low: 200, high: 400 } }),
    rule(500),
    true,
  ],
  [
    'coefficients that are near',
    'replayed_reasoning_counts',
    rule(0.98, { interval: { low: 0.97, high: 0.99 } }),
    rule(1),
    false,
  ],
  ['a share of calls and a word', 'cache_writes', rule(0), rule('zero'), false],
  ['other words', 'cache_writes', rule(0.4), rule('zero'), true],
  ['an open one', 'cache_outputs', rule(null), rule('full'), false],
])('%s', (_title, name, one, other, differs) => {
  expect(isOtherRule(name, one, other)).toBe(differs);
  expect(isOtherRule(name, other, one)).toBe(differs);
});

const confidences = fc.constantFrom('high', 'medium', 'low', 'none');
const rules = fc
  .dictionary(
    fc.constantFrom(
      'context_rule',
      'cache_outputs',
      'cache_step',
      'hidden_prefix_tokens',
      'cache_mode',
    ),
    fc.record({
      n: fc.integer({ min: 0, max: 5 }),
      confidence: confidences,
      pick: fc.integer({ min: 0, max: 2 }),
      source: fc.constantFrom('a', 'b'),
    }),
  )
  .map((given) =>
    Object.fromEntries(
      Object.entries(given).map(([name, { pick, ...evidence }]) => {
        const values: Record<string, unknown[]> = {
          context_rule: ['current_turn', 'all_turns', null],
          cache_outputs: ['none', 'full', null],
          cache_step: [128, 512, null],
          hidden_prefix_tokens: [0, 127, null],
          cache_mode: ['implicit', 'breakpoints', null],
        };
        return [name, { value: values[name]?.[pick] ?? null, ...evidence } as ProfileRule];
      }),
    ),
  );
/** Months and days, so that they cut one another. */
const times = fc.constantFrom(
  '2026-03',
  '2026-04',
  '2026-04-15',
  '2026-06',
  '2026-06-30',
  '2026-11',
);
const periods = fc.uniqueArray(fc.option(times), { maxLength: 3 }).chain((starts) => {
  const froms = starts.sort((a, b) => ((a ?? '') < (b ?? '') ? -1 : 1));
  return fc
    .array(rules, { minLength: froms.length, maxLength: froms.length })
    .map((all) =>
      froms.map((from, index) => ({ from, to: froms[index + 1] ?? null, rules: all[index] ?? {} })),
    );
});
const profiles = fc
  .uniqueArray(fc.record({ model: fc.constantFrom('gpt-5.5', 'gpt-5.6'), periods }), {
    selector: ({ model }) => model,
  })
  .map((models): ProfileFile => ({ schema: 1, label: 'measured', models }));

/** Values by model, time and rule: what a profile says, however it is cut into periods. */
function said({ models }: ProfileFile, at: string): Record<string, unknown> {
  return Object.fromEntries(
    models.flatMap(({ model, periods: own }) =>
      Object.entries(holdsAt(own, at)?.rules ?? {}).map(([name, { value }]) => [
        `${model} ${name}`,
        value,
      ]),
    ),
  );
}
const days = [
  '2026-02',
  '2026-03',
  '2026-04',
  '2026-04-20',
  '2026-05',
  '2026-06',
  '2026-07',
  '2026-12',
];

describe('of any two profiles', () => {
  test('either order says the same, in a file that can be read', () => {
    fc.assert(
      fc.property(profiles, profiles, (one, other) => {
        const [forth, back] = [mergeProfiles(one, other), mergeProfiles(other, one)];
        parseProfileFile(JSON.parse(JSON.stringify(forth.profile)));
        for (const day of days) expect(said(forth.profile, day)).toEqual(said(back.profile, day));
        const places = ({ disagreements }: typeof forth) =>
          disagreements
            .map(({ model, from, rule: name, kept }) => [model, from, name, kept.value].join())
            .sort();
        expect(places(forth)).toEqual(places(back));
      }),
      { numRuns: propertyRuns(100) },
    );
  });

  test('each value is that of a side, and a disagreement is where both settled another', () => {
    fc.assert(
      fc.property(profiles, profiles, fc.constantFrom(...days), (one, other, day) => {
        const { profile: merged, disagreements } = mergeProfiles(one, other);
        const [a, b, both] = [said(one, day), said(other, day), said(merged, day)];
        expect(Object.keys(both).sort()).toEqual(
          [...new Set([...Object.keys(a), ...Object.keys(b)])].sort(),
        );
        for (const [name, value] of Object.entries(both))
          expect([a[name], b[name]]).toContain(value);
        for (const { kept, other: left } of disagreements) {
          expect(kept.value).not.toBe(left.value);
          expect([kept.value, left.value]).not.toContain(null);
        }
      }),
      { numRuns: propertyRuns(100) },
    );
  });

  test('merged again, nothing changes', () => {
    fc.assert(
      fc.property(profiles, profiles, (one, other) => {
        const { profile: merged } = mergeProfiles(one, other);
        expect(mergeProfiles(merged, merged)).toEqual({ profile: merged, disagreements: [] });
        expect(mergeProfiles(one, one).disagreements).toEqual([]);
      }),
      { numRuns: propertyRuns(100) },
    );
  });
});
