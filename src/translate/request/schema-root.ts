// The root of a tool's schema -> one plain object: the backend takes no union, `enum` or `not`
// there. The branches' properties are merged; what all of them require stays required.
import { canonicalJson } from '../../lib/canonical-json.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../lib/json.ts';
import { findReferred } from './schema-references.ts';

/** References and unions inside one another that are followed, at most. */
const depthMax = 8;

const unions = ['anyOf', 'oneOf'] as const;
/** What an object schema of the backend cannot have at its root. */
const merged = new Set(['anyOf', 'oneOf', 'allOf', 'enum', 'const', 'not', '$ref']);

/** What of a branch an object can say. */
interface ObjectPart {
  readonly properties: ReadonlyMap<string, JsonValue>;
  readonly required: readonly JsonValue[];
}

/** @returns `root` itself where it is a plain object */
export function flattenRoot(root: JsonObject): { schema: JsonObject; approximated: boolean } {
  if (root['type'] === 'object' && isPlain(root)) return { schema: root, approximated: false };
  const unionKeys = Object.keys(root).filter((key) => merged.has(key));
  const part = objectPart(root, { root, parts: new Map() }, 0);
  const kept = Object.entries(root).filter(([key]) => !merged.has(key));
  const entries = kept.map(([key, value]): readonly [string, JsonValue] => {
    if (key === 'type') return [key, 'object'];
    if (key === 'properties') return [key, Object.fromEntries(part.properties) as JsonObject];
    return [key, key === 'required' && part.required.length > 0 ? part.required : value];
  });
  const has = (key: string): boolean => kept.some(([name]) => name === key);
  if (!has('type')) entries.unshift(['type', 'object']);
  if (!has('properties') && part.properties.size > 0)
    entries.push(['properties', Object.fromEntries(part.properties) as JsonObject]);
  if (!has('required') && part.required.length > 0) entries.push(['required', part.required]);
  return {
    schema: Object.fromEntries(entries) as JsonObject,
    approximated:
      unionKeys.some((key) => key !== '$ref' || isDangling(root)) || isOtherType(root['type']),
  };
}

function isDangling(root: JsonObject): boolean {
  const { $ref } = root;
  return typeof $ref !== 'string' || !isJsonObject(findReferred($ref, root));
}

/** A root that no object fits. */
function isOtherType(type: JsonValue | undefined): boolean {
  if (type === undefined || type === null) return false;
  return Array.isArray(type) ? !type.includes('object') : type !== 'object';
}

function isPlain(root: JsonObject): boolean {
  for (const key in root) if (merged.has(key)) return false;
  return true;
}

const nothing: ObjectPart = { properties: new Map(), required: [] };

/** A schema whose references are followed. */
interface References {
  readonly root: JsonObject;
  /** By reference, each followed once: one within itself adds nothing. */
  readonly parts: Map<string, ObjectPart>;
}

function objectPart(schema: JsonValue, references: References, depth: number): ObjectPart {
  if (!isJsonObject(schema) || depth > depthMax) return nothing;
  const { properties, required, $ref } = schema;
  let part: ObjectPart = {
    properties: new Map(isJsonObject(properties) ? Object.entries(properties) : []),
    required: Array.isArray(required) ? (required as readonly JsonValue[]) : [],
  };
  const branchesOf = (key: string): ObjectPart[] => {
    const branches = schema[key];
    if (!Array.isArray(branches)) return [];
    return (branches as readonly JsonValue[]).map((branch) =>
      objectPart(branch, references, depth + 1),
    );
  };
  if (typeof $ref === 'string') part = both(part, referredPart($ref, references, depth));
  for (const branch of branchesOf('allOf')) part = both(part, branch);
  for (const key of unions) {
    const [first, ...rest] = branchesOf(key);
    if (first !== undefined) part = both(part, rest.reduce(either, first));
  }
  return part;
}

function referredPart($ref: string, references: References, depth: number): ObjectPart {
  const { root, parts } = references;
  const known = parts.get($ref);
  if (known !== undefined) return known;
  parts.set($ref, nothing);
  const part = objectPart(findReferred($ref, root), references, depth + 1);
  parts.set($ref, part);
  return part;
}

function both(first: ObjectPart, second: ObjectPart): ObjectPart {
  return {
    properties: mergeProperties(first, second, 'allOf'),
    required: [...new Set([...first.required, ...second.required])],
  };
}

function either(first: ObjectPart, second: ObjectPart): ObjectPart {
  return {
    properties: mergeProperties(first, second, 'anyOf'),
    required: first.required.filter((name) => second.required.includes(name)),
  };
}

/** Where both have a property in different words, both hold, or either. */
function mergeProperties(
  first: ObjectPart,
  second: ObjectPart,
  how: 'allOf' | 'anyOf',
): ReadonlyMap<string, JsonValue> {
  const properties = new Map(first.properties);
  for (const [name, schema] of second.properties) {
    const known = properties.get(name);
    const isSame = known === undefined || canonicalJson(known) === canonicalJson(schema);
    properties.set(name, isSame ? (known ?? schema) : { [how]: [known, schema] });
  }
  return properties;
}
