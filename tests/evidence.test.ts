// The committed counters give the committed page, and what is known of the backend from elsewhere.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { presetArms } from '../src/domain/preset-arm.ts';
import type { RunDefinition } from '../src/domain/run.ts';
import type { UsageCall } from '../src/domain/usage-call.ts';
import { type LearnedModel, type LearnedRules, learnRules } from '../src/learn/learn-rules.ts';
import {
  countingRulesOf,
  findPeriod,
  profileSchema,
  toLearnedProfile,
} from '../src/learn/learned-profile.ts';
import { readLogs } from '../src/log-files/read-logs.ts';
import { parseProfileFile } from '../src/profiles/profile-file.ts';
import { profileBackends, shippedProfiles } from '../src/profiles/shipped-profiles.ts';
import { describeKnown } from '../src/report/known/registry.ts';
import { priceEvidence, renderEvidence } from '../tools/evidence/render-evidence.ts';
import { renderReplayCosts, replayCostsOf } from '../tools/evidence/replay-costs.ts';

const root = resolve(import.meta.dirname, '..');
const calls: UsageCall[] = [];
let models: readonly LearnedModel[] = [];

beforeAll(async () => {
  const read = await readLogs(
    [join(root, 'evidence/calls.csv.zst')],
    { countTokens: () => null },
    ({ call }) => calls.push(call.usage),
  );
  expect(read).toMatchObject({ calls: 37_639, skipped: [], damaged: [] });
  models = learnRules(calls);
});

function rulesOf(model: string, period = -1) {
  const rules = models.find((each) => each.model === model)?.periods.at(period)?.rules;
  if (rules === undefined) throw new TypeError(`nothing of ${model}`);
  return rules;
}

test('the page and the data of reports are what npm run evidence writes', () => {
  const priced = priceEvidence(calls);
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  expect(renderEvidence(calls, priced)).toBe(read('reports/evidence.md'));
  const data = renderReplayCosts(replayCostsOf(calls, priced));
  expect(data).toBe(read('src/report/known/replay-costs.json'));
});

test('the README begins with what reports begin with', () => {
  const page = readFileSync(join(root, 'README.md'), 'utf8').replaceAll(/\[(.*?)\]\(.*?\)/g, '$1');
  const definition = { arms: presetArms('off', 'on'), model: 'gpt-5.5' } as const;
  const known = describeKnown(definition as unknown as RunDefinition);
  expect(known.length).toBeGreaterThan(3);
  const answer = page.slice(page.indexOf('## The answer'), page.indexOf('## Install'));
  for (const line of known) expect(answer).toContain(`- ${line}`);
});

describe('what the counters settle', () => {
  test.each([
    ['gpt-5.5', 'current_turn', 'none', 512, 127],
    ['gpt-5.6-sol', 'all_turns', 'none', 1024, 148],
    ['gpt-5.6-terra', 'all_turns', 'none', 512, 141],
  ])(
    '%s: %s, outputs %s, steps of %d behind %d tokens',
    (model, context, outputs, step, hidden) => {
      const rules = rulesOf(model);
      expect(rules.context_rule.value).toBe(context);
      expect(rules.cache_outputs.value).toBe(outputs);
      expect(rules.cache_step.value).toBe(step);
      expect(rules.hidden_prefix_tokens.value).toBe(hidden);
      expect(rules.replayed_reasoning_counts.value).toBeCloseTo(1, 2);
    },
  );

  test('gpt-5.4 stopped caching outputs between April and June', () => {
    expect(rulesOf('gpt-5.4', 0).cache_outputs.value).toBe('full');
    expect(rulesOf('gpt-5.4', -1).cache_outputs.value).toBe('none');
  });

  test('a model of one session is open in everything', () => {
    const values = Object.values(rulesOf('kimi-k2.5:cloud')).map(({ value }) => value);
    expect(values.every((value) => value === null)).toBe(true);
  });
});

describe('the shipped profiles', () => {
  /** Of a named model, what its files and the counters say of these rules. */
  const compared = [
    ...['cache_outputs', 'cache_step', 'hidden_prefix_tokens', 'context_rule'],
    ...['idle_lifetime_ms', 'image_cached_share'],
    ...['result_frame_tokens', 'answer_frame_tokens'],
  ];

  test('say of the Codex backend what the counters say, with the same n', () => {
    let rules = 0;
    for (const { backend, models: own } of shippedProfiles) {
      if (backend !== profileBackends[0]) continue;
      for (const { model, periods } of own) {
        const learned = models.find((each) => each.model === model)?.periods;
        // Families whose name is no model's, and those whose counts are open.
        if (learned === undefined || learned.length !== periods.length) continue;
        for (const [index, period] of periods.entries()) {
          for (const name of compared) {
            const mine = period.rules[name];
            const theirs = learned[index]?.rules[name as keyof LearnedRules];
            if (mine?.source?.startsWith('real Codex sessions') !== true) continue;
            if (theirs?.value == null) continue;
            expect([model, name, mine.value, mine.n]).toEqual([
              model,
              name,
              theirs.value,
              theirs.n,
            ]);
            rules++;
          }
        }
      }
    }
    expect(rules).toBeGreaterThan(30);
  });
});

describe('the profile', () => {
  test('schemas/learn-1.schema.json is its schema (vitest -u writes it)', async () => {
    const text = `${JSON.stringify(z.toJSONSchema(profileSchema), null, 2)}\n`;
    await expect(text).toMatchFileSnapshot(join(root, 'schemas/learn-1.schema.json'));
  });

  test('is read again as it was written', () => {
    const written = JSON.parse(JSON.stringify(toLearnedProfile(models)));
    expect(() => profileSchema.parse(written)).not.toThrow();
    const profile = parseProfileFile(written);
    const period = findPeriod(profile, 'gpt-5.4', '2026-06');
    expect(period?.from).toBe('2026-06');
    expect(period === null ? null : countingRulesOf(period)?.count).toMatchObject({
      step: 512,
      outputs: 'none',
      quantum: 128,
    });
    expect(findPeriod(profile, 'gpt-5.4', null)?.from).toBe('2026-06');
    expect(findPeriod(profile, 'gpt-5.4', '2026-01')).toBeNull();
    expect(findPeriod(profile, 'no-model', null)).toBeNull();
  });

  test('of another shape is refused with the place', () => {
    const broken = { schema: 1, label: 'measured', models: [{ model: 'm' }] };
    expect(() => profileSchema.parse(broken)).toThrow(/calls/);
  });
});
