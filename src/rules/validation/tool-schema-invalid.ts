// Refused: a function's parameters that the backend cannot use.
import { isJsonObject, type JsonObject, type JsonValue } from '../../lib/json.ts';
import { refuse, type ValidationRule } from './rule.ts';

export const toolSchemaInvalid: ValidationRule = {
  name: 'tool-schema-invalid',
  trigger:
    'parameters of a function that are not a plain object at the root, an array without `items`, a keyword with a value of another type, or a `pattern` with lookaround or with what Python has no word for',
  source:
    'langchainjs issue 9804 and cc-switch issue 7459 (root); aichat PR 1049, CLIProxyAPI PR 1275 and gbrain issue 1048 (items); vscode-unify-chat-provider issue 162 (properties); clodex issue 194 and raine/claude-code-proxy issue 142 (pattern), 9router issue 1556 and OmniRoute PR 7100 (lookaround)',
  isOnByDefault: true,
  check({ request }) {
    for (const [index, tool] of (request.tools ?? []).entries()) {
      if (tool.type !== 'function') continue;
      const problem = problemOf((tool as { parameters?: JsonValue }).parameters ?? null);
      if (problem === null) continue;
      return refuse(
        `Invalid schema for function '${tool.name}': ${problem}`,
        `tools[${index}].parameters`,
        'invalid_function_parameters',
      );
    }
    return null;
  },
};

/** Of parsed parameters, which never change; a conversation repeats them. */
const known = new WeakMap<object, string | null>();

function problemOf(parameters: JsonValue): string | null {
  if (!isJsonObject(parameters)) return findSchemaProblem(parameters);
  const found = known.get(parameters);
  if (found !== undefined) return found;
  const problem = findSchemaProblem(parameters);
  known.set(parameters, problem);
  return problem;
}

const refusedAtRoot = ['oneOf', 'anyOf', 'allOf', 'enum', 'not'];
const types = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];
const maps = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'];
const lists = ['anyOf', 'oneOf', 'allOf', 'prefixItems'];
const schemas = ['items', 'additionalProperties', 'not', 'contains', 'propertyNames', 'if', 'then'];

/**
 * Why the backend refuses a function's parameters, in its words; null: it takes them. A root
 * without type or properties passes: that it is refused is not known of this backend.
 */
export function findSchemaProblem(parameters: JsonValue): string | null {
  if (parameters === null) return null;
  const type = isJsonObject(parameters) ? (parameters['type'] ?? 'object') : parameters;
  if (!isJsonObject(parameters) || type !== 'object') {
    return `schema must be a JSON Schema of 'type: "object"', got 'type: ${JSON.stringify(type)}'.`;
  }
  if (refusedAtRoot.some((keyword) => keyword in parameters)) {
    return "schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top level.";
  }
  return problemIn(parameters, []);
}

function problemIn(schema: JsonValue, path: readonly string[]): string | null {
  const context = `In context=(${path.map((step) => `'${step}'`).join(', ')})`;
  if (typeof schema === 'boolean') return null;
  if (!isJsonObject(schema))
    return `${context}, ${shown(schema)} is not of type 'object', 'boolean'.`;
  return problemOfType(schema, context) ?? problemOfKeywords(schema, path, context);
}

function problemOfType(schema: JsonObject, context: string): string | null {
  const { type, required } = schema;
  const named: readonly JsonValue[] = Array.isArray(type) ? type : [type ?? 'object'];
  if (type === null || named.length === 0 || !named.every((one) => types.includes(String(one)))) {
    return `${context}, ${shown(type)} is not valid under any of the given schemas.`;
  }
  if (type !== undefined && named.includes('array') && !('items' in schema)) {
    return `${context}, array schema missing items.`;
  }
  const isList = required === undefined || Array.isArray(required);
  return isList ? null : `${context}, ${shown(required)} is not of type 'array'.`;
}

function problemOfKeywords(
  schema: JsonObject,
  path: readonly string[],
  context: string,
): string | null {
  for (const [keyword, value] of Object.entries(schema)) {
    const other = problemOfValue(keyword, value);
    if (other !== null) return `${context}, ${other}`;
    if (maps.includes(keyword)) {
      if (!isJsonObject(value)) return `${context}, ${shown(value)} is not of type 'object'.`;
      for (const [name, inner] of Object.entries(value)) {
        const pattern = keyword === 'patternProperties' ? problemOfValue('pattern', name) : null;
        if (pattern !== null) return `${context}, ${pattern}`;
        const problem = problemIn(inner, [...path, keyword, name]);
        if (problem !== null) return problem;
      }
    } else if (lists.includes(keyword)) {
      if (!Array.isArray(value)) return `${context}, ${shown(value)} is not of type 'array'.`;
      if (value.length === 0) return `${context}, [] should be non-empty.`;
      for (const [index, inner] of (value as readonly JsonValue[]).entries()) {
        const problem = problemIn(inner, [...path, keyword, String(index)]);
        if (problem !== null) return problem;
      }
    } else if (schemas.includes(keyword)) {
      const problem = problemIn(value, [...path, keyword]);
      if (problem !== null) return problem;
    }
  }
  return null;
}

const numbers = /^(exclusive)?(minimum|maximum)$|^multipleOf$|^(min|max)[A-Z]/i;
/** Escapes and groups of ECMAScript that Python's `re` does not compile. */
const foreignPattern = /\\[pPkcu](?![0-9a-fA-F]{4})|\(\?<(?![=!])/;

function problemOfValue(keyword: string, value: JsonValue): string | null {
  if (numbers.test(keyword) && typeof value !== 'number') {
    return `${shown(value)} is not of type 'number'.`;
  }
  if (keyword !== 'pattern') return null;
  if (typeof value !== 'string') return `${shown(value)} is not of type 'string'.`;
  if (foreignPattern.test(value)) return `'${value}' is not a 'regex'.`;
  return /\(\?<?[=!]/.test(value) ? 'regex lookaround is not supported.' : null;
}

function shown(value: JsonValue | undefined): string {
  return value === null || value === undefined ? 'None' : JSON.stringify(value);
}
