// Border parser of POST /v1/messages bodies. Content is forgiven (see parse-content), shape is not.
// Clients that cut a text at a length cut characters in two: nothing after this point holds half of
// one.
import { isJsonObject, type JsonObject, type JsonValue } from '../../lib/json.ts';
import { wellFormedJson } from '../../lib/well-formed-json.ts';
import { parseContent, RequestProblem } from './parse-content.ts';
import { parseTool } from './parse-tool.ts';
import { parseToolChoice } from './parse-tool-choice.ts';
import type { AnthropicMessageParam, AnthropicRequest } from './request.ts';

/**
 * @param value a parsed JSON body
 * @returns the request, or what is wrong with it and where (RFC 6901 pointer)
 */
export function parseAnthropicRequest(
  value: unknown,
): { request: AnthropicRequest } | { problem: string; pointer: string } {
  try {
    return { request: parseBody(wellFormedJson(value as JsonValue)) };
  } catch (error) {
    if (error instanceof RequestProblem) return { problem: error.message, pointer: error.pointer };
    throw error;
  }
}

function parseBody(value: JsonValue): AnthropicRequest {
  if (!isJsonObject(value)) throw new RequestProblem('the body must be a JSON object', '');
  const { model, messages } = value;
  if (typeof model !== 'string' || model === '') {
    throw new RequestProblem('model must be a non-empty text', '/model');
  }
  if (!Array.isArray(messages)) throw new RequestProblem('messages must be a list', '/messages');
  checkSystem(value['system']);
  // The rest is read field by field where it is used; each reader checks what it needs.
  return {
    ...value,
    ...objectOrAbsent(value, 'metadata'),
    ...toolsOf(value),
    ...toolChoiceOf(value),
    messages: (messages as readonly JsonValue[]).map((message, index) =>
      parseMessage(message, `/messages/${index}`),
    ),
    ...objectOrNone(value, 'thinking', ''),
    ...objectOrNone(value, 'output_config', ''),
  } as unknown as AnthropicRequest;
}

function parseMessage(message: JsonValue, pointer: string): AnthropicMessageParam {
  if (!isJsonObject(message)) throw new RequestProblem('a message must be an object', pointer);
  const { role } = message;
  if (role !== 'user' && role !== 'assistant' && role !== 'system') {
    throw new RequestProblem('role must be user, assistant or system', `${pointer}/role`);
  }
  const content = parseContent(message['content'], `${pointer}/content`);
  const config = message['output_config'];
  if (config === undefined || config === null) return { role, content };
  objectOrNone(message, 'output_config', pointer);
  return { role, content, output_config: config as { effort?: string } };
}

function checkSystem(system: JsonValue | undefined): void {
  if (system === undefined || system === null || typeof system === 'string') return;
  if (!Array.isArray(system)) {
    throw new RequestProblem('system must be a string or a list of text blocks', '/system');
  }
  for (const [index, block] of (system as readonly JsonValue[]).entries()) {
    if (!isJsonObject(block) || typeof block['text'] !== 'string') {
      throw new RequestProblem('a system block must have a text', `/system/${index}`);
    }
  }
}

function toolsOf({ tools }: JsonObject): JsonObject {
  if (tools === undefined || tools === null) return {};
  if (!Array.isArray(tools)) throw new RequestProblem('tools must be a list', '/tools');
  const parsed = (tools as readonly JsonValue[]).map((given, index) => {
    const tool = isJsonObject(given) ? parseTool(given) : {};
    if (typeof tool['name'] !== 'string' || tool['name'] === '') {
      throw new RequestProblem('a tool must have a name', `/tools/${index}`);
    }
    const { type } = tool;
    if (type !== undefined && type !== null && typeof type !== 'string') {
      throw new RequestProblem("a tool's type must be a text", `/tools/${index}/type`);
    }
    return tool;
  });
  return { tools: parsed };
}

function toolChoiceOf({ tool_choice: choice }: JsonObject): JsonObject {
  if (choice === undefined) return {};
  if (choice === null) return { tool_choice: undefined as never };
  const parsed = parseToolChoice(choice);
  if (parsed === null) throw new RequestProblem('tool_choice must be an object', '/tool_choice');
  if (parsed['type'] === 'tool' && typeof parsed['name'] !== 'string') {
    throw new RequestProblem('tool_choice must name a tool', '/tool_choice/name');
  }
  return { tool_choice: parsed };
}

/** A setting must be an object where it is there: no reader has to check again. */
function objectOrNone(holder: JsonObject, field: string, pointer: string): JsonObject {
  const inner = holder[field];
  if (inner === undefined || isJsonObject(inner)) return {};
  if (inner === null) return { [field]: undefined as never };
  throw new RequestProblem(`${field} must be an object`, `${pointer}/${field}`);
}

/** One of another type is treated as absent: it says nothing to a model. */
function objectOrAbsent(value: JsonObject, field: string): JsonObject {
  const inner = value[field];
  return inner === undefined || isJsonObject(inner) ? {} : { [field]: undefined as never };
}
