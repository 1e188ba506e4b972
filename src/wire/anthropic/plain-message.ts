// Messages in the words of Chat Completions, which clients and relays mix in: the calls of an
// assistant beside its content, another role for their results, and for who sets the rules.
import { isJsonObject, type JsonObject, type JsonValue } from '../../lib/json.ts';

/** The message in the words of the Messages API; `message` itself where it is. */
export function plainMessage(message: JsonObject): JsonObject {
  const { role, tool_calls: calls } = message;
  if (role === 'developer') return { ...message, role: 'system' };
  if (role === 'tool' && typeof message['tool_call_id'] === 'string') return resultOf(message);
  const hasCalls = role === 'assistant' && Array.isArray(calls) && calls.length > 0;
  return hasCalls ? withCalls(message, calls as readonly JsonValue[]) : message;
}

function resultOf({ tool_call_id: id, content }: JsonObject): JsonObject {
  const block = { type: 'tool_result', tool_use_id: id ?? null, content: content ?? null };
  return { role: 'user', content: [block] };
}

function withCalls({ role, content }: JsonObject, calls: readonly JsonValue[]): JsonObject {
  const said = typeof content === 'string' ? [{ type: 'text', text: content }] : content;
  const blocks = calls.map((call): JsonObject => {
    const { id, function: called } = isJsonObject(call) ? call : {};
    const { name, arguments: input } = isJsonObject(called) ? called : {};
    return { type: 'tool_use', id: id ?? null, name: name ?? null, input: input ?? {} };
  });
  const before: readonly JsonValue[] = Array.isArray(said) ? said : [];
  return { role: role ?? null, content: [...before, ...blocks] };
}
