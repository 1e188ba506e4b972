import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { findShippedPeriod, periodAt } from './find-period.ts';
import { parseProfileFile, profileFileSchema } from './profile-file.ts';
import { priceFiles, reasoningFiles, shippedProfiles, vendorFiles } from './shipped-profiles.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

test('schemas/profile-1.schema.json is the form that is read', () => {
  const schema = z.toJSONSchema(profileFileSchema, { io: 'input' });
  expect(JSON.parse(read('schemas/profile-1.schema.json'))).toEqual(
    JSON.parse(JSON.stringify(schema)),
  );
});

const rules = [...shippedProfiles, ...reasoningFiles].flatMap(({ backend, models }) =>
  models.flatMap(({ model, periods }) =>
    periods.flatMap((period) =>
      Object.entries(period.rules).map(([name, rule]) => ({
        ...{ backend, model, from: period.from, name },
        ...rule,
      })),
    ),
  ),
);

test.each(rules)('$backend $model $from $name: its source is in the documents', (rule) => {
  expect(rule.source).toBeDefined();
  expect(read('docs/simulator.md')).toContain(rule.source);
  // What nothing was counted for is never of high confidence, unless the vendor says it.
  if (rule.source?.startsWith('assumed')) expect(['low', 'none']).toContain(rule.confidence);
});

test('periods are in order and do not overlap', () => {
  for (const { models } of shippedProfiles) {
    for (const { periods } of models) {
      for (const [index, { from, to }] of periods.entries()) {
        const next = periods[index + 1];
        expect(next === undefined ? to : (next.from ?? '') > (to ?? '')).toBe(
          next === undefined ? null : true,
        );
        if (from !== null && to !== null) expect(from <= to).toBe(true);
      }
    }
  }
});

test.each([
  ['chatgpt', 'gpt-5.4', null, 'chatgpt gpt-5.4 2026-06'],
  ['chatgpt', 'gpt-5.4', '2026-04-30', 'chatgpt gpt-5.4 2026-04'],
  ['chatgpt', 'gpt-5.4', '2025-01', 'chatgpt gpt-5.4 2026-03'],
  ['chatgpt', 'openai/gpt-5.6-terra', null, 'chatgpt gpt-5.6-terra 2026-07'],
  ['chatgpt', 'gpt-5.6-luna', null, 'chatgpt gpt-5.6 2026-07'],
  ['chatgpt', 'some-new-model', null, 'chatgpt gpt-5.5 2026-04'],
  ['openai', 'gpt-5.5', null, 'openai gpt-5'],
  ['copilot', 'gpt-6-astra', null, 'copilot gpt-5'],
] as const)('%s %s at %s is of %s', (backend, model, at, name) => {
  expect(findShippedPeriod(backend, model, at).name).toBe(name);
});

test('gpt-5.4 cached outputs until it changed in place', () => {
  const at = (month: string) => findShippedPeriod('chatgpt', 'gpt-5.4', month).period.rules;
  expect(at('2026-04')['cache_outputs']?.value).toBe('full');
  expect(at('2026-04')['cache_step']?.value).toBe(128);
  expect(at('2026-06')['cache_outputs']?.value).toBe('none');
  expect(at('2026-06')['cache_step']?.value).toBe(512);
});

test('a model without periods has none; other files are refused', () => {
  expect(periodAt([], null)).toBeNull();
  expect(() => parseProfileFile({ schema: 2 })).toThrow();
});

test.each([...shippedProfiles, ...vendorFiles, ...priceFiles, ...reasoningFiles])(
  'a shipped file parses: $about',
  (file) => {
    expect(parseProfileFile(file)).toEqual(file);
  },
);
