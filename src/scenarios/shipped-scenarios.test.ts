// The scenarios that the package ships: they load, and they are as large as real sessions.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode } from 'gpt-tokenizer/encoding/o200k_base';
import { describe, expect, test } from 'vitest';
import { loadScenario } from './load.ts';
import { countSteps } from './scenario.ts';

const folder = join(import.meta.dirname, '..', '..', 'scenarios');
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

describe.each(files)('%s', (file) => {
  const text = readFileSync(join(folder, file), 'utf8');
  const scenario = loadScenario(text, file);

  test('is named after its file and says where such a session was seen', () => {
    expect(`${scenario.name}.yaml`).toBe(file);
    expect(text).toMatch(/^# /);
    expect(scenario.situation.length).toBeGreaterThan(40);
  });

  test('has a system prompt and tools well above the smallest prefix that is cached', () => {
    const fixed = [...scenario.system.map((block) => block.text), JSON.stringify(scenario.tools)];
    expect(encode(fixed.join('\n')).length).toBeGreaterThan(4096);
    expect(countSteps(scenario)).toBeGreaterThan(2);
  });
});
