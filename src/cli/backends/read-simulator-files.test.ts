import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import type { ProbeAnswer, ProbeAnswers } from '../../profiles/probe-answers.ts';
import {
  readProfileSettings,
  readSimulatorParameters,
  readUserRules,
} from './read-simulator-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'turntape-profile-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, value: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
}

const answer = (change: Partial<ProbeAnswer>): ProbeAnswer => ({
  question: 'cached outputs',
  finding: 'they are',
  confidence: 'high',
  parameters: {},
  rules_on: [],
  evidence: [],
  ...change,
});
const profile = (...answers: ProbeAnswer[]): ProbeAnswers => ({
  schema: 1,
  date: '2026-11-22',
  backend: 'sim',
  model: 'gpt-5.5',
  label: 'simulated',
  requests: 0,
  answers,
});

describe('what probe wrote before it wrote profiles', () => {
  test('sets what was found, --sim wins, what stayed open sets nothing', () => {
    const path = write(
      'profile.json',
      profile(
        answer({ parameters: { cache_outputs: 'full', cache_quantum: 1024 } }),
        answer({ rules_on: ['reasoning-trailing-without-id', 'item-ids-refused'] }),
        answer({ confidence: 'none', parameters: { machines: 2 } }),
      ),
    );
    expect(readSimulatorParameters(path, ['cache_quantum=128'])).toMatchObject({
      cache_outputs: 'full',
      cache_quantum: 128,
      machines: 8,
      rules_on: 'reasoning-trailing-without-id+item-ids-refused',
    });
  });

  test.each([
    ['another version', { ...profile(), schema: 2 }, 'bad-input'],
    ['no file of this kind', 'x', 'bad-input'],
    ['an unknown parameter', profile(answer({ parameters: { speed: 1 } })), 'bad-input'],
  ])('%s is an error', (_title, value, code) => {
    const path = write('wrong.json', value);
    expect(() => readSimulatorParameters(path, [])).toThrow(expect.objectContaining({ code }));
  });
});

describe('a profile of models, as learn writes it and as turntape comes with', () => {
  const rule = (value: unknown, confidence = 'high') => ({ value, n: 100, confidence });
  const learned = (...models: string[]) => ({
    ...{ schema: 1, label: 'measured' },
    models: models.map((model) => ({
      model,
      periods: [
        { from: '2026-03', to: '2026-04', rules: { cache_outputs: rule('full') } },
        {
          ...{ from: '2026-06', to: null },
          rules: {
            cache_step: { ...rule(512), quantum: 128 },
            hidden_prefix_tokens: rule(127),
            idle_lifetime_ms: rule(3_433_000.4),
            context_rule: rule('all_turns', 'none'),
            cache_writes: rule(0),
          },
        },
      ],
    })),
  });

  test('sets what it settles, of the newest period or the one of a date', () => {
    const path = write('learned.json', learned('gpt-5.5'));
    expect(readSimulatorParameters(path, ['cache_step=256'])).toMatchObject({
      ...{ cache_step: 256, cache_hidden_prefix: 127, cache_quantum: 128, cache_writes: 'zero' },
      ...{ idle_eviction_ms: 3_433_000, context_rule: 'profile', cache_outputs: 'profile' },
    });
    expect(readSimulatorParameters(path, ['profile_date=2026-04'])).toMatchObject({
      ...{ cache_outputs: 'full', cache_step: 'profile' },
    });
  });

  test('of several models one is named, by the run or in the flag', () => {
    const path = write('several.json', learned('gpt-5.5', 'gpt-5.6'));
    expect(readProfileSettings(path, 'gpt-5.6-sol').source).toBe('profile of gpt-5.6 from 2026-06');
    expect(readSimulatorParameters(`${path}#gpt-5.5`, []).cache_step).toBe(512);
    expect(() => readSimulatorParameters(path, [])).toThrow('rules of 2 models');
    expect(() => readProfileSettings(path, 'o3')).toThrow('no rules of o3');
  });

  test.each(['chatgpt-gpt-5.4', 'openai'])('the shipped %s can be given too', (name) => {
    const url = new URL(`../../profiles/data/${name}.json`, import.meta.url);
    const model = name === 'openai' ? 'gpt-5.6-sol' : 'gpt-5.4';
    expect(readProfileSettings(fileURLToPath(url), model).parameters).toHaveProperty('cache_step');
  });
});

test('a rules file may be YAML; a damaged or missing one is an error that names it', () => {
  const path = write('rules.yaml', 'rules:\n  - { name: mine, source: me, body: { detail: x } }\n');
  expect(readUserRules(path).map(({ name }) => name)).toEqual(['mine']);
  expect(readUserRules(undefined)).toEqual([]);
  for (const [wrong, code] of [
    [write('wrong.yaml', 'rules: 5'), 'bad-input'],
    [join(folder, 'none.yaml'), 'not-found'],
  ] as const) {
    expect(() => readUserRules(wrong)).toThrow(expect.objectContaining({ code }));
  }
});
