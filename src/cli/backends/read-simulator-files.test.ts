import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { BackendProfile, ProfileAnswer } from '../../profiles/backend-profile.ts';
import { readSimulatorParameters, readUserRules } from './read-simulator-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'turntape-profile-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, value: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
}

const answer = (change: Partial<ProfileAnswer>): ProfileAnswer => ({
  question: 'cached outputs',
  finding: 'they are',
  confidence: 'high',
  parameters: {},
  rules_on: [],
  evidence: [],
  ...change,
});
const profile = (...answers: ProfileAnswer[]): BackendProfile => ({
  schema: 1,
  date: '2026-11-22',
  backend: 'sim',
  model: 'gpt-5.5',
  label: 'simulated',
  requests: 0,
  answers,
});

describe('a profile', () => {
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
    ['an unknown parameter', profile(answer({ parameters: { speed: 1 } })), 'usage'],
  ])('%s is an error', (_title, value, code) => {
    const path = write('wrong.json', value);
    expect(() => readSimulatorParameters(path, [])).toThrow(expect.objectContaining({ code }));
  });
});

test('a rules file may be YAML; a damaged or missing one is an error that names it', () => {
  const path = write('rules.yaml', 'rules:\n  - { name: mine, source: me, body: { detail: x } }\n');
  expect(readUserRules(path).map(({ name }) => name)).toEqual(['mine']);
  expect(readUserRules(undefined)).toEqual([]);
  for (const wrong of [write('wrong.yaml', 'rules: 5'), join(folder, 'none.yaml')]) {
    expect(() => readUserRules(wrong)).toThrow(expect.objectContaining({ code: 'bad-input' }));
  }
});
