// Border parser of POST /v1/messages bodies. Content is forgiven (see parse-content), shape is not.
// Clients that cut a text at a length cut characters in two: nothing after this point holds half of
// one.
import { isJsonObject, type JsonObject, type JsonValue } from '../../lib/json.ts';
import { wellFormedJson } from '../../lib/well-formed-json.ts';
import { parseContent, RequestProblem } from './parse-content.ts';
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
  checkTools(value['tools']);
  // The rest is read field by field where it is used; each reader checks what it needs.
  return {
    ...value,
    messages: (messages as readonly JsonValue[]).map((message, index) =>
      parseMessage(message, `/messages/${index}`),
    ),
    ...objectOrAbsent(value, 'metadata'),
    ...objectOrAbsent(value, 'thinking'),
    ...objectOrAbsent(value, 'output_config'),
    ...objectOrAbsent(value, 'tool_choice'),
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
  return isJsonObject(config) ? { role, content, output_config: config } : { role, content };
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

function checkTools(tools: JsonValue | undefined): void {
  if (tools === undefined || tools === null) return;
  if (!Array.isArray(tools)) throw new RequestProblem('tools must be a list', '/tools');
  for (const [index, tool] of (tools as readonly JsonValue[]).entries()) {
    if (!isJsonObject(tool) || typeof tool['name'] !== 'string' || tool['name'] === '') {
      throw new RequestProblem('a tool must have a name', `/tools/${index}`);
    }
  }
}

/** Optional objects of another type are treated as absent: no reader has to check again. */
function objectOrAbsent(value: JsonObject, field: string): JsonObject {
  const inner = value[field];
  return inner === undefined || isJsonObject(inner) ? {} : { [field]: undefined as never };
}
