// A tool's input schema -> parameters that the backend takes. It refuses a whole request for one
// schema: for a union at the root, an array without items, a keyword whose value is of another
// type, a pattern of another dialect, half of a character. What such a schema says is kept as far
// as it can be said. The order of the keys is what the model reads, so it stays.
import { isJsonObject, type JsonObject, type JsonValue } from '../../lib/json.ts';
import { objectInText } from '../../lib/json-in-text.ts';
import { wellFormedJson } from '../../lib/well-formed-json.ts';
import { isPortablePattern } from './schema-pattern.ts';
import { withoutDanglingReferences } from './schema-references.ts';
import { flattenRoot } from './schema-root.ts';
import { hasKeywordType, plainKeyword } from './schema-values.ts';
import { isPlainType, schemaOfText, withPlainType } from './type-names.ts';

export interface ToolParameters {
  readonly schema: JsonObject;
  /** The schema allows more, or other things, than the client's. */
  readonly approximated: boolean;
}

/** Deepest schema that is sent; below it everything is allowed. Far above any tool's. */
const depthMax = 64;

/**
 * @param given the client's `input_schema`, whatever it is, as a text too; or that of a whole
 * answer
 */
export function toolParameters(given: unknown): ToolParameters {
  const schema = typeof given === 'string' ? objectInText(given) : given;
  if (!isJsonObject(schema)) {
    return { schema: { type: 'object', properties: {} }, approximated: !saysNothing(schema) };
  }
  const { $schema: _, ...rest } = schema;
  const state = { approximated: false, refers: false };
  const root = flattenRoot(withKnownType(rest, state));
  state.approximated ||= root.approximated;
  const clean = cleanSchema(root.schema, state, 0);
  const found = state.refers ? withoutDanglingReferences(clean) : clean;
  const whole = 'properties' in found ? found : { ...found, properties: {} };
  return { schema: whole, approximated: state.approximated || found !== clean };
}

/** An empty list is what PHP makes of an empty object. */
function saysNothing(schema: unknown): boolean {
  const isEmpty = schema === '' || (Array.isArray(schema) && schema.length === 0);
  return schema === undefined || schema === null || schema === true || isEmpty;
}

interface Cleaning {
  approximated: boolean;
  /** It has references, which must name something. */
  refers: boolean;
}

/** A subschema, where any value may be. */
function cleanValue(value: JsonValue, state: Cleaning, depth: number): JsonObject {
  if (isJsonObject(value) && depth < depthMax) return cleanSchema(value, state, depth);
  if (value === false) return { not: {} };
  if (value === true) return {};
  state.approximated = true;
  return typeof value === 'string' ? cleanSchema(schemaOfText(value), state, depth) : {};
}

/** `schema` itself where nothing is wrong with it. */
function cleanSchema(schema: JsonObject, state: Cleaning, depth: number): JsonObject {
  const clean = cleanMembers(withKnownType(schema, state), 'keywords', state, depth + 1);
  const { type } = clean;
  const isArray = type === 'array' || (Array.isArray(type) && type.includes('array'));
  return isArray && !('items' in clean) ? { ...clean, items: {} } : clean;
}

/**
 * The object with clean members; itself where all are: most schemas are sound, and a request has
 * hundreds of them.
 * @param as what the names are: keywords of a schema, or names of schemas
 */
function cleanMembers(
  object: JsonObject,
  as: 'keywords' | 'names',
  state: Cleaning,
  depth: number,
): JsonObject {
  let entries: [string, JsonValue][] | null = null;
  for (const name in object) {
    const value = object[name] as JsonValue;
    const clean =
      as === 'keywords' ? cleanKeyword(name, value, state, depth) : cleanValue(value, state, depth);
    const isNameSound = as === 'keywords' || name.isWellFormed();
    if (entries === null && !(clean === value && isNameSound))
      entries = entriesBefore(object, name);
    if (entries !== null && clean !== undefined) entries.push([name.toWellFormed(), clean]);
  }
  return entries === null ? object : (Object.fromEntries(entries) as JsonObject);
}

function entriesBefore(object: JsonObject, end: string): [string, JsonValue][] {
  const entries = Object.entries(object);
  return entries.slice(
    0,
    entries.findIndex(([name]) => name === end),
  );
}

/** The keyword's value as the backend takes it; undefined: the keyword is left out. */
function cleanKeyword(
  keyword: string,
  value: JsonValue,
  state: Cleaning,
  depth: number,
): JsonValue | undefined {
  switch (keyword) {
    // The two that nearly every schema has; its type is plain by now.
    case 'type':
      return value;
    case 'description':
      return typeof value === 'string' ? value.toWellFormed() : cleanPlain(keyword, value, state);
    case 'pattern':
      return cleanPattern(value, state);
    case 'patternProperties':
      return cleanPatternProperties(value, state, depth);
    case 'properties':
    case '$defs':
    case 'definitions':
    case 'dependentSchemas':
      if (isJsonObject(value)) return cleanMembers(value, 'names', state, depth);
      return withoutMeaning(value, state) ?? {};
    case 'items':
      return cleanItems(value, state, depth);
    case 'required':
      return cleanNames(value, state);
    case 'dependentRequired':
    case 'dependencies':
      return cleanDependencies(value, state, depth);
    case '$ref':
      state.refers = true;
      return cleanPlain(keyword, value, state);
    case 'additionalProperties':
    case 'unevaluatedProperties':
    case 'additionalItems':
    case 'unevaluatedItems':
      if (typeof value === 'boolean') return value;
      if (value === 'true' || value === 'false') return value === 'true';
      return value === null ? undefined : cleanValue(value, state, depth);
    case 'enum':
      return Array.isArray(value) && value.length > 0
        ? wellFormedJson(value)
        : withoutMeaning(value, state);
    case 'anyOf':
    case 'oneOf':
    case 'allOf':
    case 'prefixItems':
      return cleanList(value, state, depth);
    case 'not':
    case 'if':
    case 'then':
    case 'else':
    case 'contains':
    case 'contentSchema':
    case 'propertyNames':
      return value === null ? undefined : cleanValue(value, state, depth);
    default:
      if (keyword.isWellFormed()) return cleanPlain(keyword, value, state);
      state.approximated = true;
      return undefined;
  }
}

/** A keyword whose value is plain, not a schema. */
function cleanPlain(keyword: string, value: JsonValue, state: Cleaning): JsonValue | undefined {
  if (hasKeywordType(keyword, value)) return wellFormedJson(value);
  const plain = plainKeyword(keyword, value);
  // `false` and null switch a limit off; anything else said something.
  if (plain === undefined && value !== null && value !== false) state.approximated = true;
  return plain;
}

function cleanPattern(value: JsonValue, state: Cleaning): JsonValue | undefined {
  if (typeof value === 'string' && isPortablePattern(value)) return value.toWellFormed();
  if (value !== null) state.approximated = true;
  return undefined;
}

/** Names of properties by patterns: those that cannot be read say nothing. */
function cleanPatternProperties(value: JsonValue, state: Cleaning, depth: number): JsonObject {
  if (!isJsonObject(value)) return withoutMeaning(value, state) ?? {};
  const clean = cleanMembers(value, 'names', state, depth);
  const entries = Object.entries(clean);
  const readable = entries.filter(([pattern]) => isPortablePattern(pattern));
  if (readable.length === entries.length) return clean;
  state.approximated = true;
  return Object.fromEntries(readable) as JsonObject;
}

/** One schema is a list of it. */
function cleanList(value: JsonValue, state: Cleaning, depth: number): JsonValue | undefined {
  if (isJsonObject(value)) return [cleanValue(value, state, depth)];
  if (!Array.isArray(value) || value.length === 0) return withoutMeaning(value, state);
  const list = value as readonly JsonValue[];
  const clean = list.map((one) => cleanValue(one, state, depth));
  return clean.every((one, index) => one === list[index]) ? list : clean;
}

/**
 * A list of schemas, one for each place, is of an older dialect: any of them may be at any place.
 */
function cleanItems(value: JsonValue, state: Cleaning, depth: number): JsonObject {
  if (!Array.isArray(value)) return value === null ? {} : cleanValue(value, state, depth);
  const places = (value as readonly JsonValue[]).map((one) => cleanValue(one, state, depth));
  state.approximated = true;
  return places.length > 1 ? { anyOf: places } : (places[0] ?? {});
}

/** Of an older dialect: for each property the names or the schema that it needs beside it. */
function cleanDependencies(value: JsonValue, state: Cleaning, depth: number): JsonObject {
  if (!isJsonObject(value)) return withoutMeaning(value, state) ?? {};
  const entries = Object.entries(value);
  const clean = entries.map(([name, needed]): [string, JsonValue] => [
    name.toWellFormed(),
    Array.isArray(needed) ? (cleanNames(needed, state) ?? []) : cleanValue(needed, state, depth),
  ]);
  const isSame = clean.every(([name, one]) => one === value[name]);
  return isSame ? value : (Object.fromEntries(clean) as JsonObject);
}

/** One name is a list of it. */
function cleanNames(given: JsonValue, state: Cleaning): JsonValue | undefined {
  const value = wellFormedJson(given);
  if (!Array.isArray(value)) {
    return typeof value === 'string' && value !== '' ? [value] : withoutMeaning(value, state);
  }
  const names = value as readonly JsonValue[];
  const isSound = names.every((name, at) => typeof name === 'string' && names.indexOf(name) === at);
  if (isSound) return names;
  const texts = names.filter((name) => typeof name === 'string');
  if (texts.length < names.length) state.approximated = true;
  return [...new Set(texts)];
}

/** Leaves a value of another type out. */
function withoutMeaning(value: JsonValue, state: Cleaning): undefined {
  if (!saysNothing(value) && value !== false) state.approximated = true;
  return undefined;
}

/** `schema` itself where its type is one of JSON Schema. */
function withKnownType(schema: JsonObject, state: Cleaning): JsonObject {
  const { type } = schema;
  if (type === undefined || isPlainType(type)) return schema;
  const { schema: known, isWhole } = withPlainType(schema);
  if (!isWhole) state.approximated = true;
  return known;
}
