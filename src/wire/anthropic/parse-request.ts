// Border parser of POST /v1/messages bodies. Content is forgiven (see parse-content), shape is not.
// Clients that cut a text at a length cut characters in two: nothing after this point holds half of
// one. But schemas of tools may: tool-schema.ts looks at each keyword of them anyway.
import { isJsonObject, type JsonObject, type JsonValue } from '../../lib/json.ts';
import { wellFormedJson } from '../../lib/well-formed-json.ts';
import { parseContent } from './parse-content.ts';
import { parseTool } from './parse-tool.ts';
import { parseToolChoice } from './parse-tool-choice.ts';
import { plainMessage } from './plain-message.ts';
import type { AnthropicMessageParam, AnthropicRequest } from './request.ts';
import { parseEach, parseField, RequestProblem } from './request-problem.ts';

/**
 * @param value a parsed JSON body
 * @returns the request, or what is wrong with it and where (RFC 6901 pointer)
 */
export function parseAnthropicRequest(
  value: unknown,
): { request: AnthropicRequest } | { problem: string; pointer: string } {
  try {
    return { request: parseBody(wellFormedJson(value as JsonValue, 'tools')) };
  } catch (error) {
    if (error instanceof RequestProblem) return { problem: error.message, pointer: error.pointer };
    throw error;
  }
}

function parseBody(value: JsonValue): AnthropicRequest {
  if (!isJsonObject(value)) throw new RequestProblem('the body must be a JSON object');
  const { model } = value;
  if (typeof model !== 'string' || model === '') {
    throw new RequestProblem('model must be a non-empty text', '/model');
  }
  const messages = parseField(value, 'messages', parseMessages);
  parseField(value, 'system', checkSystem);
  // The rest is read field by field where it is used; each reader checks what it needs.
  return {
    ...value,
    ...objectOrAbsent(value, 'metadata'),
    ...toolsOf(value),
    ...toolChoiceOf(value),
    messages,
    ...objectOrNone(value, 'thinking'),
    ...objectOrNone(value, 'output_config'),
  } as unknown as AnthropicRequest;
}

function parseMessages(messages: JsonValue | undefined): AnthropicMessageParam[] {
  if (!Array.isArray(messages)) throw new RequestProblem('messages must be a list');
  return parseEach(messages as readonly JsonValue[], parseMessage);
}

function parseMessage(given: JsonValue): AnthropicMessageParam {
  if (!isJsonObject(given)) throw new RequestProblem('a message must be an object');
  const message = plainMessage(given);
  const { role } = message;
  if (role !== 'user' && role !== 'assistant' && role !== 'system') {
    throw new RequestProblem('role must be user, assistant or system', '/role');
  }
  const content = parseField(message, 'content', parseContent);
  const config = message['output_config'];
  if (config === undefined || config === null) return { role, content };
  objectOrNone(message, 'output_config');
  return { role, content, output_config: config as { effort?: string } };
}

function checkSystem(system: JsonValue | undefined): void {
  if (system === undefined || system === null || typeof system === 'string') return;
  if (!Array.isArray(system)) {
    throw new RequestProblem('system must be a string or a list of text blocks');
  }
  parseEach(system as readonly JsonValue[], (block) => {
    if (!isJsonObject(block) || typeof block['text'] !== 'string') {
      throw new RequestProblem('a system block must have a text');
    }
  });
}

function toolsOf(value: JsonObject): JsonObject {
  const tools = parseField(value, 'tools', parseTools);
  return tools === null ? {} : { tools };
}

function parseTools(tools: JsonValue | undefined): JsonObject[] | null {
  if (tools === undefined || tools === null) return null;
  if (!Array.isArray(tools)) throw new RequestProblem('tools must be a list');
  return parseEach(tools as readonly JsonValue[], (given) => {
    const tool = isJsonObject(given) ? parseTool(wellFormedTool(given)) : {};
    if (typeof tool['name'] !== 'string' || tool['name'] === '') {
      throw new RequestProblem('a tool must have a name');
    }
    const { type } = tool;
    if (type !== undefined && type !== null && typeof type !== 'string') {
      throw new RequestProblem("a tool's type must be a text", '/type');
    }
    return tool;
  });
}

function wellFormedTool(tool: JsonObject): JsonObject {
  return wellFormedJson(tool, 'input_schema') as JsonObject;
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
function objectOrNone(holder: JsonObject, field: string): JsonObject {
  const inner = holder[field];
  if (inner === undefined || isJsonObject(inner)) return {};
  if (inner === null) return { [field]: undefined as never };
  throw new RequestProblem(`${field} must be an object`, `/${field}`);
}

/** One of another type is treated as absent: it says nothing to a model. */
function objectOrAbsent(value: JsonObject, field: string): JsonObject {
  const inner = value[field];
  return inner === undefined || isJsonObject(inner) ? {} : { [field]: undefined as never };
}
