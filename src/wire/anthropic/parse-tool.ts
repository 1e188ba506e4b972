// Tools in the words of other protocols, which clients and relays mix in: OpenAI's two name the
// schema `parameters`, MCP `inputSchema`.
import { isJsonObject, type JsonObject } from '../../lib/json.ts';

/** The tool in the words of the Messages API; `tool` itself where it is. */
export function parseTool(tool: JsonObject): JsonObject {
  if (tool['type'] === 'function') {
    const { type: _, function: inner, ...said } = tool;
    return withSchema(isJsonObject(inner) ? { ...said, ...inner } : said);
  }
  const isOwn = tool['type'] === undefined || tool['type'] === null || tool['type'] === 'custom';
  return isOwn && !('input_schema' in tool) ? withSchema(tool) : tool;
}

function withSchema(tool: JsonObject): JsonObject {
  const { parameters, inputSchema, ...said } = tool;
  const schema = parameters ?? inputSchema;
  return schema === undefined || 'input_schema' in tool ? tool : { ...said, input_schema: schema };
}
