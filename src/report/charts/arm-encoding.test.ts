import { expect, test } from 'vitest';
import { definition, trials } from '../run.test-support.ts';
import { viewRun } from '../view.ts';
import { armColours } from './arm-encoding.ts';
import { chartSpecs } from './chart-specs.ts';

const [off] = definition.arms;
if (off === undefined) throw new TypeError('an arm');
const names = ['off', ...Array.from({ length: 8 }, (_, index) => `arm${index}`)];
const many = { ...definition, arms: names.map((name) => ({ ...off, name })) };
/** Each arm has other numbers, so that none is merged. */
const played = names.flatMap((arm, extra) =>
  trials
    .filter((trial) => trial.arm === 'off')
    .map((trial) => ({
      ...trial,
      arm,
      turns: trial.turns.map((turn) => ({
        ...turn,
        usage: turn.usage && { ...turn.usage, outputTokens: turn.usage.outputTokens + extra },
      })),
    })),
);

/** Relative luminance of #rrggbb (WCAG 2.2). */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test('every colour can be seen on the light ground and on the dark one', () => {
  const colours = [...armColours(viewRun(many, played)).values()];
  expect(new Set(colours).size).toBe(9);
  for (const ground of ['#ffffff', '#14171a']) {
    for (const colour of colours) {
      const [low = 0, high = 0] = [luminance(ground), luminance(colour)].sort((a, b) => a - b);
      expect((high + 0.05) / (low + 0.05), `${colour} on ${ground}`).toBeGreaterThan(3);
    }
  }
});

test('an arm has one colour in all charts', () => {
  const text = JSON.stringify(chartSpecs(viewRun(definition, trials)));
  const scales = text.match(/"domain":\["off","on"\],"range":\[[^\]]*\]/g) ?? [];
  expect(scales.length).toBeGreaterThan(5);
  expect(new Set(scales).size).toBe(1);
});

test('axes of values begin at zero', () => {
  const text = JSON.stringify(chartSpecs(viewRun(definition, trials)));
  expect(text).not.toContain('"zero":false');
  expect(text.match(/"zero":true/g)?.length).toBeGreaterThan(5);
});
