// Types of other languages where a schema should name one of JSON Schema: `str`, `List[int]`,
// `Optional[str]`, `string[]`. Generators write down what their language calls a parameter, and the
// backend refuses the whole request ("'dict' is not valid under any of the given schemas").
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../../lib/json.ts';

const types = new Set(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']);

const names: ReadonlyMap<string, string> = new Map([
  ...named('string', 'str text char varchar unicode bytes date datetime time timestamp uuid url'),
  ...named('string', 'uri email'),
  ...named(
    'integer',
    'int int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 long short bigint',
  ),
  ...named('number', 'float float32 float64 double decimal numeric real num'),
  ...named('boolean', 'bool'),
  ...named('object', 'dict dictionary map mapping record struct hash hashmap json obj'),
  ...named('array', 'list tuple set frozenset sequence iterable vector readonlyarray'),
  ...named('null', 'none nonetype nil undefined void'),
]);

/** Of any value: no type says that. */
const anyNames = new Set(['any', 'unknown', 'mixed']);

function named(type: string, words: string): [string, string][] {
  return words.split(' ').map((word) => [word, type]);
}

/** True for a type that the backend knows, or a list of them: nearly every one. */
export function isPlainType(type: JsonValue): boolean {
  if (typeof type === 'string') return types.has(type);
  if (!Array.isArray(type) || type.length === 0) return false;
  const list = type as readonly JsonValue[];
  return list.every((one, at) => types.has(one as string) && list.indexOf(one) === at);
}

/** The schema with a plain type; `isWhole`: all that its type says was understood. */
export function withPlainType(schema: JsonObject): { schema: JsonObject; isWhole: boolean } {
  const reading = { isWhole: true };
  const { type = null } = schema;
  // Null says nothing.
  const meant = type === null ? {} : meaningOf(type, reading);
  // What the schema says itself holds.
  const entries = Object.entries(schema).flatMap(([key, value]): [string, JsonValue][] =>
    key === 'type'
      ? Object.entries(meant).filter(([name]) => name === 'type' || !(name in schema))
      : [[key, value]],
  );
  return { schema: Object.fromEntries(entries) as JsonObject, isWhole: reading.isWhole };
}

/** What a text means that stands where a schema should: its type, else what is said of it. */
export function schemaOfText(text: string): JsonObject {
  const reading = { isWhole: true };
  const meant = meaningOfText(text, reading);
  return reading.isWhole ? meant : { description: text };
}

interface Reading {
  /** False where a name is not known: any value may be there. */
  isWhole: boolean;
}

function unknown(reading: Reading): JsonObject {
  reading.isWhole = false;
  return {};
}

function meaningOf(type: JsonValue, reading: Reading): JsonObject {
  if (typeof type === 'string') return meaningOfText(type, reading);
  if (Array.isArray(type) && type.length > 0) {
    return eitherOf((type as readonly JsonValue[]).map((one) => meaningOf(one, reading)));
  }
  if (!isJsonObject(type)) return unknown(reading);
  const { type: inner } = type;
  if (inner === undefined || isPlainType(inner)) return type;
  const { schema, isWhole } = withPlainType(type);
  reading.isWhole &&= isWhole;
  return schema;
}

/** Longest text that is looked at, in characters. */
const textCharsMax = 500;

function meaningOfText(given: string, reading: Reading): JsonObject {
  const text = given.trim().replace(/^(typing|builtins|t)\./, '');
  if (types.has(text)) return { type: text };
  if (text.length > textCharsMax) return unknown(reading);
  const choices = splitOutside(text, '|');
  if (choices.length > 1) return eitherOfTexts(choices, reading);
  if (/^(['"]).*\1$/s.test(text)) return valuesOf([text], reading);
  if (text.endsWith('[]')) return listOf(text.slice(0, -2), reading);
  if (text.endsWith('?')) return eitherOfTexts([text.slice(0, -1), 'null'], reading);
  const [, name = '', inner = ''] = /^([\w.]*)\s*[[<(](.*)[\])>]$/s.exec(text) ?? [];
  if (inner !== '') return meaningOfGeneric(name.toLowerCase(), splitOutside(inner, ','), reading);
  const word = text.toLowerCase();
  return anyNames.has(word) ? {} : meaningOfName(word, reading);
}

function meaningOfName(word: string, reading: Reading): JsonObject {
  const type = types.has(word) ? word : names.get(word);
  return type === undefined ? unknown(reading) : { type };
}

function meaningOfGeneric(name: string, inner: readonly string[], reading: Reading): JsonObject {
  if (name === '' || name === 'union') return eitherOfTexts(inner, reading);
  if (name === 'optional') return eitherOfTexts([...inner, 'null'], reading);
  if (name === 'literal') return valuesOf(inner, reading);
  const meant = meaningOfName(name, reading);
  if (meant['type'] === 'array') {
    return listOf(inner.filter((one) => one !== '...').join('|'), reading);
  }
  if (meant['type'] !== 'object') return meant;
  return { ...meant, additionalProperties: meaningOfText(inner.at(-1) ?? '', reading) };
}

function listOf(text: string, reading: Reading): JsonObject {
  return { type: 'array', items: meaningOfText(text, reading) };
}

function valuesOf(texts: readonly string[], reading: Reading): JsonObject {
  const values = texts.map((text) => parseJson(text.replace(/^'(.*)'$/s, '"$1"')));
  const isKnown = !values.includes(undefined);
  return isKnown ? { enum: values as readonly JsonValue[] } : unknown(reading);
}

function eitherOfTexts(texts: readonly string[], reading: Reading): JsonObject {
  return eitherOf(texts.map((text) => meaningOfText(text, reading)));
}

/** A list of types where nothing else is said, else a union. */
function eitherOf(meant: readonly JsonObject[]): JsonObject {
  const [only] = meant;
  if (only !== undefined && meant.length === 1) return only;
  if (meant.some((one) => Object.keys(one).length === 0)) return {};
  const plain = meant.map((one) => (Object.keys(one).length === 1 ? one['type'] : undefined));
  if (!plain.every((type) => typeof type === 'string')) return { anyOf: meant };
  const distinct = [...new Set(plain)];
  return { type: distinct.length === 1 ? (distinct[0] ?? null) : distinct };
}

/** Splits where no bracket is open. */
function splitOutside(text: string, separator: string): string[] {
  const parts = [''];
  let depth = 0;
  for (const char of text) {
    if ('[<('.includes(char)) depth++;
    if ('])>'.includes(char)) depth--;
    if (char === separator && depth === 0) parts.push('');
    else parts.push((parts.pop() ?? '') + char);
  }
  return parts.map((part) => part.trim());
}
