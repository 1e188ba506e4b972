// The JSON report keeps its contract: the committed schema is what the code says, and output fits
// it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { renderJson } from '../src/report/formats/json.ts';
import {
  measuredDefinition,
  measuredTrials,
} from '../src/report/measured/measured.test-support.ts';
import { definition, trials } from '../src/report/run.test-support.ts';
import { viewRun } from '../src/report/view.ts';
import { reportSchema } from './report-schema.ts';

const path = join(import.meta.dirname, '..', 'schemas', 'report-1.schema.json');

/** As it is published: fields may be added. */
function publishedSchema(): string {
  const schema = z.toJSONSchema(reportSchema);
  const text = JSON.stringify(
    schema,
    (key, value) => (key === 'additionalProperties' && value === false ? undefined : value),
    2,
  );
  return `${text}\n`;
}

test('schemas/report-1.schema.json is that of the code (vitest -u rewrites it)', async () => {
  await expect(publishedSchema()).toMatchFileSnapshot(path);
});

const measured = measuredTrials({
  ...{ scenarios: 8, repeats: 2 },
  uncached: (arm, scenario) => 10_000 + (arm === 'on' ? 100 * scenario : 0),
  outcome: (arm, scenario) => (arm === 'on' && scenario === 0 ? 'stopped' : 'complete'),
  status: (arm) => (arm === 'on' ? 400 : 200),
});
const outputs: [string, object][] = [
  ['a simulated run', renderJson(viewRun(definition, trials), 'reports/r/report.md')],
  ['a run without a price', renderJson(viewRun({ ...definition, price: null }, trials), null)],
  ['a stopped run', renderJson(viewRun(definition, trials.slice(0, 1)), null)],
  ['a measured run', renderJson(viewRun(measuredDefinition(8, 2), measured), null)],
  [
    'a measured run with looks',
    renderJson(viewRun({ ...measuredDefinition(8, 2), looks: 2 }, measured), null),
  ],
  [
    'a measured run before its end',
    renderJson(viewRun(measuredDefinition(8, 2), measured.slice(3)), null),
  ],
];

test.each(outputs)(
  '%s fits the schema, and has no field that it does not name',
  (_name, output) => {
    const json = JSON.parse(JSON.stringify(output));
    expect(reportSchema.safeParse(json).error?.issues ?? []).toEqual([]);
    const committed = z.fromJSONSchema(JSON.parse(readFileSync(path, 'utf8')));
    expect(committed.safeParse(json).error?.issues ?? []).toEqual([]);
  },
);

test('and what does not fit is told apart', () => {
  const json = JSON.parse(JSON.stringify(outputs[0]?.[1]));
  const committed = z.fromJSONSchema(JSON.parse(readFileSync(path, 'utf8')));
  for (const broken of [
    { ...json, schema_version: 2 },
    { ...json, label: 'guessed' },
    { ...json, arms: { off: { ...json.arms.off, input_tokens: 'many' } } },
  ]) {
    expect(committed.safeParse(broken).success).toBe(false);
  }
});
