// The MCP server that Codex CLI expects behind a ChatGPT login (its apps): here one without any
// tools. Without it the client shows an error at every start. JSON answers only, no session, no
// stream.
import { isJsonObject, type JsonObject, type JsonValue } from '../../lib/json.ts';

export const mcpPath = /^\/(backend-api|api\/codex)\/ps\/mcp\/?$/;

/** Named where the client names none. */
const protocolVersion = '2025-06-18';
const methodNotFound = -32601;
const invalidRequest = -32600;

export interface McpAnswer {
  readonly status: number;
  /** null: a notification, which has no answer. */
  readonly body: JsonObject | null;
}

function resultOf(method: JsonValue | undefined, params: JsonValue | undefined): JsonObject | null {
  switch (method) {
    case 'initialize': {
      const asked = isJsonObject(params) ? params['protocolVersion'] : undefined;
      return {
        protocolVersion: typeof asked === 'string' ? asked : protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: 'turntape-sim', version: '1' },
      };
    }
    case 'tools/list':
      return { tools: [] };
    case 'ping':
      return {};
    default:
      return null;
  }
}

/** @param message the parsed body; undefined: not JSON */
export function mcpAnswer(message: JsonValue | undefined): McpAnswer {
  if (!isJsonObject(message)) {
    const error = { code: invalidRequest, message: 'expected one JSON-RPC message' };
    return { status: 400, body: { jsonrpc: '2.0', id: null, error } };
  }
  const { id, method, params } = message;
  if (id === undefined) return { status: 202, body: null };
  const result = resultOf(method, params);
  if (result !== null) return { status: 200, body: { jsonrpc: '2.0', id, result } };
  const error = { code: methodNotFound, message: `no method ${JSON.stringify(method ?? null)}` };
  return { status: 200, body: { jsonrpc: '2.0', id, error } };
}
