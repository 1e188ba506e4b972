// What every field of the two protocols is: prose, id, ciphertext or protocol. Deny by default: a
// field that is named nowhere keeps its name and has its value replaced.
import { isJsonObject, type JsonValue } from '../lib/json.ts';
import {
  count,
  fields,
  free,
  identifier,
  jsonText,
  keep,
  later,
  list,
  named,
  opaque,
  type Rule,
  text,
  textOr,
} from './rule.ts';

/** Fields that hold a number of the protocol: limits, positions. */
function countFields(...names: readonly string[]): Readonly<Record<string, Rule>> {
  return Object.fromEntries(names.map((name) => [name, count]));
}

const sampling = countFields('temperature', 'top_p', 'top_k', 'top_logprobs', 'max_tokens');

const schemaLater = later(() => schema);
/** JSON Schema. Values of `enum`, `const`, `default` are words that calls use: replaced alike. */
const schema: Rule = fields({
  $schema: keep,
  $ref: keep,
  type: keep,
  format: keep,
  required: keep,
  contentEncoding: keep,
  properties: named(schemaLater),
  patternProperties: named(schemaLater),
  $defs: named(schemaLater),
  definitions: named(schemaLater),
  dependentRequired: keep,
  items: later(
    () => (value, context) => (Array.isArray(value) ? list(schema) : schema)(value, context),
  ),
  prefixItems: list(schemaLater),
  additionalProperties: schemaLater,
  propertyNames: schemaLater,
  not: schemaLater,
  ...Object.fromEntries(['if', 'then', 'else'].map((name) => [name, schemaLater])),
  anyOf: list(schemaLater),
  oneOf: list(schemaLater),
  allOf: list(schemaLater),
  description: text,
  title: text,
  ...countFields(
    ...['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
    ...['minLength', 'maxLength', 'minItems', 'maxItems', 'minProperties', 'maxProperties'],
    ...['minContains', 'maxContains'],
  ),
});

const grammar = fields({ type: keep, syntax: keep, definition: text });
const structuredFormat = fields({
  type: keep,
  name: keep,
  strict: keep,
  schema,
  description: text,
});

const tool: Rule = fields({
  type: keep,
  name: keep,
  description: text,
  input_schema: schema,
  parameters: schema,
  strict: keep,
  format: grammar,
  defer_loading: keep,
  eager_input_streaming: keep,
  cache_control: keep,
  execution: keep,
  external_web_access: keep,
  search_content_types: keep,
  search_context_size: keep,
  max_uses: keep,
  tools: list(later(() => tool)),
});
const toolChoice: Rule = (value, context) =>
  typeof value === 'string'
    ? value
    : fields({ type: keep, name: keep, mode: keep, disable_parallel_tool_use: keep })(
        value,
        context,
      );

// Anthropic ---------------------------------------------------------------------------------------

const sourceRules: Readonly<Record<string, Rule>> = {
  type: keep,
  media_type: keep,
  url: text,
  file_id: identifier,
  content: later(() => blocks),
};
/** A source of type `text` holds prose where the others hold base64. */
const source: Rule = (value, context) =>
  fields({
    ...sourceRules,
    data: isJsonObject(value) && value['type'] === 'text' ? text : opaque,
  })(value, context);

const block: Rule = fields({
  type: keep,
  text,
  id: identifier,
  tool_use_id: identifier,
  name: keep,
  tool_name: keep,
  input: free,
  content: later(() => blocks),
  is_error: keep,
  thinking: text,
  signature: opaque,
  data: opaque,
  source,
  title: text,
  context: text,
  cache_control: keep,
});
const blocks: Rule = textOr(list(block));

/** `metadata.user_id`: JSON text, or words between ids; either way the ids are what it holds. */
const userId: Rule = (value, context) =>
  typeof value === 'string' && value.startsWith('{')
    ? jsonText(value, {
        ...context,
        propertyNames: new Set(['device_id', 'account_uuid', 'session_id']),
      })
    : identifier(value, context);

const message: Rule = fields({
  id: identifier,
  type: keep,
  role: keep,
  model: keep,
  content: blocks,
  stop_reason: keep,
  stop_sequence: text,
  usage: keep,
  error: fields({ type: keep, message: text }),
  request_id: identifier,
});

/** The plain JSON answer of POST /v1/messages, an error included. */
export const anthropicMessageRule: Rule = message;

/** One event of an Anthropic stream; pieces of text in its `delta` are replaced by stream.ts. */
export const anthropicEventRule: Rule = fields({
  type: keep,
  message,
  content_block: block,
  delta: fields({ type: keep, stop_reason: keep, stop_sequence: text, text, thinking: text }),
  usage: keep,
  context_management: keep,
  error: fields({ type: keep, message: text }),
  ...countFields('index'),
});

/** Body of POST /v1/messages. */
export const anthropicRequestRule: Rule = fields({
  model: keep,
  messages: list(
    fields({
      role: keep,
      content: blocks,
      output_config: fields({ effort: keep }),
      cache_control: keep,
    }),
  ),
  system: blocks,
  tools: list(tool),
  tool_choice: toolChoice,
  metadata: fields({ user_id: userId }),
  thinking: keep,
  context_management: keep,
  output_config: fields({ effort: keep, format: structuredFormat }),
  output_format: structuredFormat,
  service_tier: keep,
  speed: keep,
  cache_control: keep,
  betas: keep,
  ...sampling,
});

// Responses ---------------------------------------------------------------------------------------

const part: Rule = fields({
  type: keep,
  text,
  refusal: text,
  image_url: opaque,
  file_data: opaque,
  filename: text,
  file_url: text,
  detail: keep,
  file_id: identifier,
});
const parts: Rule = textOr(list(part));

const item: Rule = fields({
  type: keep,
  id: identifier,
  role: keep,
  status: keep,
  phase: keep,
  content: parts,
  summary: list(part),
  encrypted_content: opaque,
  call_id: identifier,
  name: keep,
  namespace: keep,
  arguments: jsonText,
  input: text,
  output: parts,
  execution: keep,
  tools: list(tool),
});

/** Keys of the JSON texts in Codex's `client_metadata`; a path that is a key is not one of them. */
const metadataKeys = new Set([
  ...['installation_id', 'session_id', 'thread_id', 'turn_id', 'root_turn_id', 'window_id'],
  ...['context_window_id', 'window_number', 'agent_name', 'request_kind', 'thread_source'],
  ...['history_initialization', 'turn_trigger', 'sandbox', 'sandbox_mode', 'workspaces'],
  ...['latest_git_commit_hash', 'has_changes', 'associated_remote_urls', 'turn_started_at_unix_ms'],
  ...['auto_review_enabled', 'node_repl_auto_review_required', 'node_repl_disabled'],
  ...['analytics_enabled', 'model', 'reasoning_effort'],
]);
const metadata: Rule = (value, context) =>
  jsonText(value, { ...context, propertyNames: metadataKeys });

/** Body of POST /responses. */
export const responsesRequestRule: Rule = fields({
  model: keep,
  instructions: text,
  input: textOr(list(item)),
  tools: list(tool),
  tool_choice: toolChoice,
  reasoning: keep,
  include: keep,
  prompt_cache_key: identifier,
  previous_response_id: identifier,
  text: fields({ verbosity: keep, format: structuredFormat }),
  client_metadata: named(metadata),
  service_tier: keep,
  truncation: keep,
  prompt_cache_retention: keep,
  ...sampling,
  ...countFields('max_output_tokens', 'max_tool_calls'),
});

/** The response object; also the plain JSON answer, an error included. */
export const responsesResponseRule: Rule = fields({
  id: identifier,
  object: keep,
  status: keep,
  model: keep,
  output: list(item),
  usage: keep,
  error: fields({ code: keep, type: keep, message: text }),
  incomplete_details: keep,
  instructions: parts,
  tools: list(tool),
  tool_choice: toolChoice,
  reasoning: keep,
  text: fields({ verbosity: keep, format: structuredFormat }),
  prompt_cache_key: identifier,
  previous_response_id: identifier,
  safety_identifier: identifier,
  service_tier: keep,
  truncation: keep,
  ...sampling,
  ...countFields('max_output_tokens', 'max_tool_calls', 'created_at', 'completed_at'),
});

/**
 * One event of a Responses stream; its `delta` is replaced by stream.ts, which sees all of them.
 */
export const responsesEventRule: Rule = fields({
  type: keep,
  item,
  item_id: identifier,
  call_id: identifier,
  part,
  text,
  refusal: text,
  arguments: jsonText,
  input: text,
  response: responsesResponseRule,
  code: keep,
  message: text,
  param: keep,
  obfuscation: opaque,
  ...countFields('sequence_number', 'output_index', 'content_index', 'summary_index'),
  delta: (value, context) => (typeof value === 'string' ? value : free(value, context)),
});

/** Adds the names of all properties that the schemas in these tools declare. */
export function collectPropertyNames(value: JsonValue | undefined, into: Set<string>): void {
  if (Array.isArray(value)) {
    for (const inner of value as readonly JsonValue[]) collectPropertyNames(inner, into);
  } else if (isJsonObject(value)) {
    const properties = value['properties'];
    if (isJsonObject(properties)) for (const name of Object.keys(properties)) into.add(name);
    for (const inner of Object.values(value)) collectPropertyNames(inner, into);
  }
}
