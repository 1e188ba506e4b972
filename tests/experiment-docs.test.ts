// docs/experiment.md names what the code has: metrics, presets, and a scenario that loads.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { presets } from '../src/domain/translator-options.ts';
import { metrics } from '../src/report/metrics/registry.ts';
import { loadScenario } from '../src/scenarios/load.ts';
import { countSteps } from '../src/scenarios/scenario.ts';

const page = readFileSync(join(import.meta.dirname, '..', 'docs', 'experiment.md'), 'utf8');

test.each(metrics.map(({ name }) => name))('the metric %s is documented', (name) => {
  expect(page).toContain(`\`${name}\``);
});

test.each([...Object.keys(presets), 'native'])('the arm %s is documented', (name) => {
  expect(page).toContain(`\`${name}\``);
});

test('the scenario on the page loads', () => {
  const text = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  expect(countSteps(loadScenario(text, 'docs/experiment.md'))).toBe(2);
});

test('every shipped scenario is on the page', () => {
  const names = readdirSync(join(import.meta.dirname, '..', 'scenarios'), { recursive: true })
    .map(String)
    .filter((path) => path.endsWith('.yaml'))
    .map((path) => basename(path, '.yaml'));
  expect(names.length).toBeGreaterThanOrEqual(15);
  for (const name of names) expect(page).toContain(`| \`${name}\` |`);
});
