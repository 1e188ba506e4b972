// Models leak the wrapper that they were trained to make parallel calls with: a call of `parallel`
// or
// `multi_tool_use.parallel` that no client offers, with the calls inside its arguments.
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../../lib/json.ts';
import { objectInText } from '../../lib/json-in-text.ts';

export interface WrappedCall {
  /** The upstream's name of the tool. */
  readonly name: string;
  /** JSON text. */
  readonly arguments: string;
}

const wrapperNames: ReadonlySet<string> = new Set([
  'parallel',
  'parallel_tool_calls',
  'multi_tool_use.parallel',
  'multi_tool_use_parallel',
  'multi_tool_use__parallel',
  'multi_tool_use',
]);

/** @param name the upstream's; means nothing where the client offers a tool of this name */
export function isWrapper(name: string): boolean {
  return wrapperNames.has(name.replace(namespace, '').toLowerCase());
}

const namespace = /^functions[.:]/;

/** Each spelling was met, or is that of the calls of a protocol. */
const listNames = ['tool_uses', 'calls', 'tool_calls'] as const;
const toolNames = ['recipient_name', 'name', 'tool_name', 'tool'] as const;
const inputNames = ['parameters', 'arguments', 'input', 'args'] as const;

/** @returns null unless every entry is a call: no part of a wrapper may be lost */
export function unwrapCalls(json: string): readonly WrappedCall[] | null {
  const value = objectInText(parseJson(json) ?? null);
  const given = isJsonObject(value) ? firstOf(value, listNames)?.[1] : value;
  const uses = typeof given === 'string' ? parseJson(given) : given;
  if (!Array.isArray(uses) || uses.length === 0) return null;
  const calls = (uses as readonly JsonValue[]).map((use) =>
    isJsonObject(use) ? callOf(use) : null,
  );
  return calls.every((call) => call !== null) ? calls.flatMap(unwrapAgain) : null;
}

/** A wrapper may hold another. */
function unwrapAgain(call: WrappedCall): readonly WrappedCall[] {
  return (isWrapper(call.name) ? unwrapCalls(call.arguments) : null) ?? [call];
}

function callOf(use: JsonObject): WrappedCall | null {
  const inner = use['function'];
  if (isJsonObject(inner)) return callOf(inner);
  const [nameKey, name] = firstOf(use, toolNames) ?? [];
  if (nameKey === undefined || typeof name !== 'string' || name === '') return null;
  const { [nameKey]: _, ...rest } = use;
  // Without a field for them, the arguments are beside the name.
  const [, input] = firstOf(rest, inputNames) ?? ['', rest];
  const isText = typeof input === 'string' && isJsonObject(parseJson(input));
  if (!isText && !isJsonObject(input)) return null;
  return {
    name: name.replace(namespace, ''),
    arguments: isText ? input : JSON.stringify(input),
  };
}

/** The first of the fields that is there, with its name. */
function firstOf(value: JsonObject, names: readonly string[]): [string, JsonValue] | undefined {
  const name = names.find((one) => value[one] !== undefined && value[one] !== null);
  return name === undefined ? undefined : [name, value[name] ?? null];
}
