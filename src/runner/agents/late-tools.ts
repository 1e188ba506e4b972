// The tools that a client offers at a user turn.
import type { AnthropicTool } from '../../wire/anthropic/request.ts';

/** The client's list at a user turn: what has come late is in its place, not at the end. */
export function toolsAt(
  tools: readonly AnthropicTool[],
  late: Readonly<Record<string, number>> | undefined,
  userTurn: number,
): AnthropicTool[] {
  return tools.filter(({ name }) => (late?.[name] ?? 0) <= userTurn);
}
