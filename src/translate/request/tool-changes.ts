// Tools that the client adds and removes in the middle of a conversation. One that it defines there is
// as good as a deferred tool that a search has loaded at that place.
import type { Loss } from '../../domain/loss.ts';
import type { AnthropicRequest, AnthropicTool } from '../../wire/anthropic/request.ts';

export interface DeclaredTool {
  readonly tool: AnthropicTool;
  /** Place among all of them. */
  readonly index: number;
  /** RFC 6901, into the request. */
  readonly pointer: string;
}

/** The request's tools, then those that its messages define; of two of one name the first. */
export function declaredTools({ tools, messages }: AnthropicRequest): DeclaredTool[] {
  const declared = (tools ?? []).map((tool, index) => ({
    tool,
    index,
    pointer: `/tools/${index}`,
  }));
  const names = new Set(declared.map(({ tool }) => tool.name));
  for (const [index, { content }] of messages.entries()) {
    if (typeof content === 'string') continue;
    for (const [position, block] of content.entries()) {
      if (block.type !== 'tool_addition' || !block.defines || names.has(block.tool.name)) continue;
      names.add(block.tool.name);
      const pointer = `/messages/${index}/content/${position}/tool`;
      const tool = { ...block.tool, defer_loading: true } as AnthropicTool;
      declared.push({ tool, index: declared.length, pointer });
    }
  }
  return declared;
}

/** Additions that name a tool which the request does not have. */
export function unresolvedAdditions(request: AnthropicRequest): Loss[] {
  const added = request.messages.flatMap(({ content }, index) =>
    typeof content === 'string'
      ? []
      : content.flatMap((block, position) =>
          block.type === 'tool_addition' ? [{ block, index, position }] : [],
        ),
  );
  if (added.length === 0) return [];
  const names = new Set(declaredTools(request).map(({ tool }) => tool.name));
  return added
    .filter(({ block }) => !names.has(block.tool.name))
    .map(({ block, index, position }) => ({
      kind: 'dropped',
      feature: 'block-tool_addition',
      pointer: `/messages/${index}/content/${position}`,
      detail: `The request has no tool ${block.tool.name}, so it cannot be offered.`,
    }));
}

/** Names of the tools that may not be called any more: removed, and not added again since. */
export function removedTools({ messages }: AnthropicRequest): ReadonlySet<string> {
  const removed = new Set<string>();
  for (const { content } of messages) {
    if (typeof content === 'string') continue;
    for (const block of content) {
      if (block.type === 'tool_removal') removed.add(block.tool.name);
      if (block.type === 'tool_addition') removed.delete(block.tool.name);
    }
  }
  return removed;
}
