import { expect, test } from 'vitest';
import { renderChart } from './render-chart.ts';

const bars = {
  data: { values: [-1_500, 2_000].map((tokens) => ({ tokens })) },
  mark: 'bar',
  encoding: { x: { field: 'tokens', type: 'quantitative', axis: { format: ',d' } } },
};

test('numbers on an axis are written as in the text: an ASCII minus, separated thousands', async () => {
  const svg = await renderChart(bars);
  expect(svg).toContain('>-1,500<');
  expect(svg).not.toContain('\u2212');
});
