import { expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../lib/json.ts';
import { propertyRuns } from '../../lib/property-runs.test-support.ts';
import { createSeededRandom } from '../../lib/seeded-random.ts';
import { findSchemaProblem } from '../../rules/validation/tool-schema-invalid.ts';
import { toolParameters } from './tool-schema.ts';

const runs = propertyRuns(100);

/** `JSON.stringify` writes half of a character as an escape. */
const half = /\\u[dD][89a-fA-F]/;
const cut = 'cut \ud83d';

/** A schema with holes: any keyword may hold what it must not. */
function randomSchema(random: () => number, depth: number): JsonValue {
  const pick = <Value>(...values: readonly Value[]): Value =>
    values[Math.floor(random() * values.length)] as Value;
  const inner = (): JsonValue => (depth > 4 ? {} : randomSchema(random, depth + 1));
  const names = ['a', 'b', '__proto__', 'type', 'items', cut];
  const hole = (): JsonValue => pick<JsonValue>(null, true, false, 'text', 5, [], {}, cut);
  const map = (): JsonObject =>
    Object.fromEntries(names.filter(() => random() < 0.33).map((name) => [name, inner()]));
  const list = (): JsonValue => Array.from({ length: Math.floor(random() * 3) }, inner);
  if (random() < 0.1) return hole();
  const keywords: readonly (readonly [string, () => JsonValue])[] = [
    [
      'type',
      () => pick<JsonValue>('array', 'object', 'string', 'dict', ['array', 'null'], ['x'], cut),
    ],
    [
      'type',
      () => pick<JsonValue>('List[dict]', 'Optional[', 'str[]|x', { type: 'list' }, ['int']),
    ],
    ['properties', map],
    ['items', () => (random() < 0.5 ? inner() : list())],
    ['anyOf', list],
    ['oneOf', list],
    ['allOf', list],
    ['not', inner],
    ['enum', list],
    ['$defs', map],
    ['$ref', () => pick('#/$defs/a', '#/$defs/b', '#', 'other', `#/$defs/${cut}`)],
    ['required', () => pick<JsonValue>(['a'], ['a', 5], 'a', ['a', cut])],
    ['additionalProperties', inner],
    ['prefixItems', list],
    ['description', () => pick('x', cut)],
    ['pattern', () => pick('^a+$', String.raw`^\p{L}+$`, '^(?!x).*$', '(?<n>a)', '[', cut)],
    ['patternProperties', () => ({ '^a': true, '^(?=b)': inner(), [cut]: inner() })],
    ['dependencies', () => ({ a: ['b', cut], [cut]: inner() })],
    ['default', () => ({ [cut]: [cut] })],
    [cut, hole],
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
    expect(JSON.stringify(clean)).not.toMatch(half);
    expect(JSON.stringify(toolParameters(clean).schema)).toBe(JSON.stringify(clean));
  }
  expect(refused).toBeGreaterThan(runs / 2);
});

test('half of a character is replaced, in a schema that is written as a text too', () => {
  const given = { type: 'object', properties: { [cut]: { description: cut } }, required: [cut] };
  const whole = 'cut \ufffd';
  const clean = {
    type: 'object',
    properties: { [whole]: { description: whole } },
    required: [whole],
  };
  expect(toolParameters(given)).toEqual({ schema: clean, approximated: false });
  expect(toolParameters(JSON.stringify(given)).schema).toEqual(clean);
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

/** What a parameter of this type is sent as, and whether something of it is lost. */
function typed(type: JsonValue, rest: JsonObject = {}) {
  const parameter = { type, ...rest };
  const { schema, approximated } = toolParameters({ type: 'object', properties: { p: parameter } });
  return [(schema['properties'] as JsonObject)['p'], approximated];
}

const list = (items: JsonObject): JsonObject => ({ type: 'array', items });

test.each<[JsonValue, JsonObject]>([
  ['str', { type: 'string' }],
  ['Text', { type: 'string' }],
  ['STRING', { type: 'string' }],
  ['datetime', { type: 'string' }],
  ['int', { type: 'integer' }],
  ['int64', { type: 'integer' }],
  ['float', { type: 'number' }],
  ['Decimal', { type: 'number' }],
  ['bool', { type: 'boolean' }],
  ['dict', { type: 'object' }],
  ['None', { type: 'null' }],
  ['any', {}],
  ['list', list({})],
  ['List[str]', list({ type: 'string' })],
  [
    'typing.List[Dict[str, int]]',
    list({ type: 'object', additionalProperties: { type: 'integer' } }),
  ],
  ['tuple[int, ...]', list({ type: 'integer' })],
  ['string[]', list({ type: 'string' })],
  ['Array<number>', list({ type: 'number' })],
  ['(string | null)[]', list({ type: ['string', 'null'] })],
  ['Record<string, any>', { type: 'object', additionalProperties: {} }],
  ['Optional[int]', { type: ['integer', 'null'] }],
  ['Union[str, List[int]]', { anyOf: [{ type: 'string' }, list({ type: 'integer' })] }],
  ['str | None', { type: ['string', 'null'] }],
  ['string?', { type: ['string', 'null'] }],
  ["Literal['a', 'b']", { enum: ['a', 'b'] }],
  [['str', 'null'], { type: ['string', 'null'] }],
  [['str', 'string'], { type: 'string' }],
  [
    { type: 'str', description: 'x' },
    { type: 'string', description: 'x' },
  ],
])('the type %j is %j, and nothing is lost', (type, meant) =>
  expect(typed(type)).toEqual([meant, false]),
);

test.each<[JsonValue, JsonObject]>([
  ['Foo', {}],
  [5, {}],
  ['Union[str, Foo]', {}],
  [['str', 'Foo'], {}],
  ['List[Foo]', list({})],
  ['Dict[str, Foo]', { type: 'object', additionalProperties: {} }],
  ['x'.repeat(1000), {}],
])('of the type %j the rest is lost', (type, meant) => expect(typed(type)).toEqual([meant, true]));

test('what a schema says itself holds beside its type', () => {
  const items = { type: 'string' };
  expect(typed('List[int]', { items })).toEqual([{ type: 'array', items }, false]);
});

const nothing = { type: 'object', properties: {} };
test.each<[string, JsonObject, JsonObject]>([
  ['properties as a list', { properties: [{ name: 'q', type: 'string' }] }, nothing],
  ['an enum as a text', { properties: { a: { enum: 'x' } } }, { properties: { a: {} } }],
  ['a name that is a number', { required: ['a', 1] }, { ...nothing, required: ['a'] }],
])('%s is a named loss', (_case, schema, sent) => {
  const { schema: clean, approximated } = toolParameters({ type: 'object', ...schema });
  expect(clean).toEqual({ type: 'object', ...sent });
  expect(approximated).toBe(true);
});

test.each<[string, JsonObject, JsonObject]>([
  ['one schema for a list', { anyOf: { type: 'string' } }, { anyOf: [{ type: 'string' }] }],
  ['one name for a list', { required: 'a' }, { required: ['a'] }],
  ['a flag as a text', { additionalProperties: 'false' }, { additionalProperties: false }],
  ['nothing at all', { enum: [], properties: null, required: false }, { properties: {} }],
])('%s is what it means', (_case, schema, meant) => {
  const properties = { p: { type: 'object', ...schema } };
  const { schema: clean, approximated } = toolParameters({ type: 'object', properties });
  expect(clean).toEqual({ type: 'object', properties: { p: { type: 'object', ...meant } } });
  expect(approximated).toBe(false);
});

test('a text instead of a schema is its type, or what is said of it', () => {
  const properties = { a: 'str', b: 'the name of a file' };
  expect(toolParameters({ type: 'object', properties })).toEqual({
    schema: {
      type: 'object',
      properties: { a: { type: 'string' }, b: { description: 'the name of a file' } },
    },
    approximated: true,
  });
});
