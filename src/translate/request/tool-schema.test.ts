import { expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../lib/json.ts';
import { propertyRuns } from '../../lib/property-runs.test-support.ts';
import { createSeededRandom } from '../../lib/seeded-random.ts';
import { findSchemaProblem } from '../../rules/validation/tool-schema-invalid.ts';
import { toolParameters } from './tool-schema.ts';

const runs = propertyRuns(300);

/** A schema with holes: any keyword may hold what it must not. */
function randomSchema(random: () => number, depth: number): JsonValue {
  const pick = <Value>(...values: readonly Value[]): Value =>
    values[Math.floor(random() * values.length)] as Value;
  const inner = (): JsonValue => (depth > 4 ? {} : randomSchema(random, depth + 1));
  const names = ['a', 'b', '__proto__', 'type', 'items'];
  const hole = (): JsonValue => pick<JsonValue>(null, true, false, 'text', 5, [], {});
  const map = (): JsonObject =>
    Object.fromEntries(names.filter(() => random() < 0.4).map((name) => [name, inner()]));
  const list = (): JsonValue => Array.from({ length: Math.floor(random() * 3) }, inner);
  if (random() < 0.1) return hole();
  const keywords: readonly (readonly [string, () => JsonValue])[] = [
    ['type', () => pick<JsonValue>('array', 'object', 'string', 'dict', ['array', 'null'], ['x'])],
    ['properties', map],
    ['items', () => (random() < 0.5 ? inner() : list())],
    ['anyOf', list],
    ['oneOf', list],
    ['allOf', list],
    ['not', inner],
    ['enum', list],
    ['$defs', map],
    ['$ref', () => pick('#/$defs/a', '#/$defs/b', '#', 'other')],
    ['required', () => pick<JsonValue>(['a'], ['a', 5], 'a')],
    ['additionalProperties', inner],
    ['prefixItems', list],
    ['description', () => 'x'],
  ];
  const chosen = keywords.filter(() => random() < 0.3);
  return Object.fromEntries(
    chosen.map(([keyword, value]) => [keyword, random() < 0.1 ? hole() : value()]),
  );
}

test(`${runs} schemas with holes at any depth are acceptable, and stay as they are from then on`, () => {
  const random = createSeededRandom('tool schemas').next;
  let refused = 0;
  for (let run = 0; run < runs; run++) {
    const schema = randomSchema(random, 0);
    if (findSchemaProblem(schema) !== null) refused++;
    const { schema: clean } = toolParameters(schema);
    expect([schema, findSchemaProblem(clean)]).toEqual([schema, null]);
    expect(JSON.stringify(toolParameters(clean).schema)).toBe(JSON.stringify(clean));
  }
  expect(refused).toBeGreaterThan(runs / 2);
});

test('a sound schema is the same object: its keys keep their order', () => {
  const schema = {
    required: ['b'],
    properties: { b: { type: 'array', items: {} } },
    type: 'object',
  };
  expect(JSON.stringify(toolParameters(schema).schema)).toBe(JSON.stringify(schema));
  expect(toolParameters(schema).approximated).toBe(false);
});

test('a schema deeper than any tool is cut', () => {
  let schema: JsonObject = { type: 'object', properties: {} };
  for (let depth = 0; depth < 500; depth++) schema = { type: 'object', properties: { a: schema } };
  const { schema: clean, approximated } = toolParameters(schema);
  expect(JSON.stringify(clean).length).toBeLessThan(JSON.stringify(schema).length);
  expect(approximated).toBe(true);
});
