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
    ['pattern', () => pick('^a+$', String.raw`^\p{L}+$`, '^(?!x).*$', '(?<n>a)', '[')],
    ['patternProperties', () => ({ '^a': true, '^(?=b)': inner() })],
    ['minimum', () => pick<JsonValue>(0, '5', null, true)],
    ['exclusiveMaximum', () => pick<JsonValue>(9, true, false)],
    ['maxLength', () => pick<JsonValue>(3, '3', -1)],
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

test('limits that are written as texts or flags are numbers, or left out', () => {
  const limits = { minimum: '5', maxLength: ' 10 ', uniqueItems: 'true', minItems: null };
  const { schema, approximated } = toolParameters({
    type: 'object',
    properties: { a: { ...limits, exclusiveMinimum: false, description: 'a' } },
  });
  const clean = { minimum: 5, maxLength: 10, uniqueItems: true, description: 'a' };
  expect(schema['properties']).toEqual({ a: clean });
  expect(approximated).toBe(false);
});

test.each<[string, JsonObject]>([
  ['a pattern of another dialect', { pattern: '^(?!__).*$' }],
  ['a limit that an older dialect had', { exclusiveMinimum: true }],
  ['a description that is not a text', { description: { en: 'a' } }],
  ['names by a pattern of another dialect', { patternProperties: { '^(?!x)': {} } }],
])('%s is left out, and reported', (_, broken) => {
  const { schema, approximated } = toolParameters({ type: 'object', properties: { a: broken } });
  const [name] = Object.keys(broken);
  const rest = name === 'patternProperties' ? { patternProperties: {} } : {};
  expect(schema['properties']).toEqual({ a: rest });
  expect(approximated).toBe(true);
});

test('kinds of nodes that refer to one another are each followed once', () => {
  const names = Array.from({ length: 60 }, (_, index) => `n${index}`);
  const anyOf = names.map((name) => ({ $ref: `#/$defs/${name}` }));
  const node = (name: string): JsonObject => ({ properties: { [name]: {} }, anyOf });
  const $defs = Object.fromEntries(names.map((name) => [name, node(name)]));
  // Followed again each time, this would be 60 to the power of four.
  const { schema } = toolParameters({ anyOf, $defs });
  expect(Object.keys(schema['properties'] as JsonObject).sort()).toEqual(names.sort());
});

test('a schema deeper than any tool is cut', () => {
  let schema: JsonObject = { type: 'object', properties: {} };
  for (let depth = 0; depth < 500; depth++) schema = { type: 'object', properties: { a: schema } };
  const { schema: clean, approximated } = toolParameters(schema);
  expect(JSON.stringify(clean).length).toBeLessThan(JSON.stringify(schema).length);
  expect(approximated).toBe(true);
});
