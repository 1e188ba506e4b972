// A request as the items of its prompt, in the order in which the model reads them, and what is
// beside them. Names that are not on these lists are a client's own words: they are `other`.
import { isJsonObject, type JsonObject, type JsonValue } from '../../lib/json.ts';
import type { Protocol } from '../../wire/protocol.ts';

export interface RequestItem {
  readonly kind: string;
  /** RFC 6901, into the request. */
  readonly pointer: string;
  readonly value: JsonValue;
}

const roles = new Set(['user', 'assistant', 'system', 'developer', 'tool']);

/** Of blocks and items. */
const types = new Set([
  ...['text', 'thinking', 'redacted_thinking', 'tool_use', 'tool_result', 'image', 'document'],
  ...['server_tool_use', 'web_search_tool_result', 'tool_reference', 'search_result'],
  ...['tool_addition', 'tool_removal', 'message', 'reasoning', 'function_call'],
  ...['function_call_output', 'custom_tool_call', 'custom_tool_call_output', 'local_shell_call'],
  ...['local_shell_call_output', 'web_search_call', 'additional_tools', 'configuration_update'],
  ...['compaction', 'item_reference'],
]);

/** Other members of a body. */
const settings = new Set(
  (
    'max_tokens thinking output_config metadata stop_sequences context_management diagnostics ' +
    'thread fallbacks stream store include reasoning text tool_choice parallel_tool_calls ' +
    'prompt_cache_key prompt_cache_retention prompt_cache_options service_tier ' +
    'max_output_tokens temperature top_p truncation previous_response_id client_metadata'
  ).split(' '),
);
/** Members that are items, or said elsewhere. */
const itemMembers = new Set(['model', 'system', 'tools', 'messages', 'instructions', 'input']);
/** Everything that has another name, together. */
const otherSettings = 'other';

const typeOf = (value: JsonValue): string => {
  const type = isJsonObject(value) ? value['type'] : undefined;
  return typeof type === 'string' && types.has(type) ? type : 'other';
};
const roleOf = (value: JsonValue): string => {
  const role = isJsonObject(value) ? value['role'] : undefined;
  return typeof role === 'string' && roles.has(role) ? role : 'other';
};
const listOf = (value: JsonValue | undefined): readonly JsonValue[] =>
  Array.isArray(value) ? (value as readonly JsonValue[]) : [];

export function requestItems(protocol: Protocol, request: JsonObject): RequestItem[] {
  const tools = listOf(request['tools']).map((value, index) => ({
    ...{ kind: 'tool', pointer: `/tools/${index}`, value },
  }));
  return protocol === 'anthropic'
    ? [...tools, ...textItems(request, 'system'), ...messageItems(request)]
    : [...textItems(request, 'instructions'), ...tools, ...inputItems(request)];
}

function textItems(request: JsonObject, name: 'system' | 'instructions'): RequestItem[] {
  const value = request[name];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return [{ kind: name, pointer: `/${name}`, value }];
  return listOf(value).map((block, index) => ({
    ...{ kind: name, pointer: `/${name}/${index}`, value: block },
  }));
}

function messageItems(request: JsonObject): RequestItem[] {
  return listOf(request['messages']).flatMap((message, index): RequestItem[] => {
    const role = roleOf(message);
    const pointer = `/messages/${index}`;
    const content = isJsonObject(message) ? message['content'] : undefined;
    if (!Array.isArray(content)) return [{ kind: role, pointer, value: message }];
    return listOf(content).map((block, at) => ({
      ...{ kind: `${role}:${typeOf(block)}`, pointer: `${pointer}/content/${at}`, value: block },
    }));
  });
}

function inputItems({ input }: JsonObject): RequestItem[] {
  if (typeof input === 'string') return [{ kind: 'user', pointer: '/input', value: input }];
  return listOf(input).map((value, index) => {
    const type = isJsonObject(value) && value['type'] === undefined ? 'message' : typeOf(value);
    const kind = type === 'message' ? roleOf(value) : type;
    return { kind, pointer: `/input/${index}`, value };
  });
}

/** What is beside the items, by name. */
export function requestSettings(request: JsonObject): [name: string, value: JsonValue][] {
  const named: [string, JsonValue][] = [];
  const rest: [string, JsonValue][] = [];
  for (const [name, value] of Object.entries(request)) {
    if (settings.has(name)) named.push([name, value]);
    else if (!itemMembers.has(name)) rest.push([name, value]);
  }
  return rest.length === 0 ? named : [...named, [otherSettings, rest]];
}
