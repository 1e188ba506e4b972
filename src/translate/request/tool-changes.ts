// Tools that the client adds and removes in the middle of a conversation. One that it defines there
// is as good as a deferred tool that a search has loaded at that place.
import type { Loss, LossPointer } from '../../domain/loss.ts';
import { canonicalJson } from '../../lib/canonical-json.ts';
import type { JsonObject } from '../../lib/json.ts';
import type { AnthropicToolAddition, AnthropicToolRemoval } from '../../wire/anthropic/content.ts';
import type { AnthropicRequest, AnthropicTool } from '../../wire/anthropic/request.ts';

/** One change, and where it is. */
export interface ToolChange {
  readonly block: AnthropicToolAddition | AnthropicToolRemoval;
  /** RFC 6901, into the request. */
  readonly pointer: string;
}

export interface DeclaredTool {
  readonly tool: AnthropicTool;
  /** Place among all of them. */
  readonly index: number;
  readonly pointer: LossPointer;
}

/**
 * The request's tools, then those that its messages define. Of two definitions of one name the
 * later holds, at the place of the first: it is what the client checks calls against.
 */
export function declaredTools(
  { tools }: AnthropicRequest,
  changes: readonly ToolChange[],
): DeclaredTool[] {
  const declared: DeclaredTool[] = (tools ?? []).map((tool, index) => ({
    tool,
    index,
    pointer: () => `/tools/${index}`,
  }));
  for (const { tool, pointer: at } of definitionsIn(changes)) {
    const pointer = (): string => at;
    const known = declared.findIndex((one) => one.tool.name === tool.name);
    const first = declared[known];
    if (first === undefined) {
      const late = { ...tool, defer_loading: true } as AnthropicTool;
      declared.push({ tool: late, index: declared.length, pointer });
    } else if (!isSameDefinition(first.tool, tool)) {
      const { defer_loading } = first.tool;
      const later = { ...tool, ...(defer_loading === undefined ? {} : { defer_loading }) };
      declared[known] = { ...first, tool: later as AnthropicTool, pointer };
    }
  }
  return declared;
}

/** Definitions that replaced another of the same name. */
export function redefinedTools(
  { tools }: AnthropicRequest,
  changes: readonly ToolChange[],
): Loss[] {
  if (changes.length === 0) return [];
  const held = new Map<string, { readonly name: string }>();
  for (const tool of tools ?? []) if (!held.has(tool.name)) held.set(tool.name, tool);
  return definitionsIn(changes).flatMap(({ tool, pointer }): Loss[] => {
    const before = held.get(tool.name);
    held.set(tool.name, tool);
    if (before === undefined || isSameDefinition(before, tool)) return [];
    const detail = `The tool ${tool.name} was defined before; this definition is sent in its place.`;
    return [{ kind: 'approximated', feature: 'tool-redefined', pointer, detail }];
  });
}

/** Additions that name a tool which the request does not have. */
export function unresolvedAdditions(
  declared: readonly DeclaredTool[],
  changes: readonly ToolChange[],
): Loss[] {
  if (changes.length === 0) return [];
  const names = new Set(declared.map(({ tool }) => tool.name));
  return changes
    .filter(({ block }) => block.type === 'tool_addition' && !names.has(block.tool.name))
    .map(({ block, pointer }) => ({
      kind: 'dropped',
      feature: 'block-tool_addition',
      pointer,
      detail: `The request has no tool ${block.tool.name}, so it cannot be offered.`,
    }));
}

/** Names of the tools that may not be called any more: removed, and not added again since. */
export function removedTools(changes: readonly ToolChange[]): ReadonlySet<string> {
  const removed = new Set<string>();
  for (const { block } of changes) {
    if (block.type === 'tool_removal') removed.add(block.tool.name);
    else removed.delete(block.tool.name);
  }
  return removed;
}

interface Definition {
  readonly tool: { readonly name: string };
  readonly pointer: string;
}

function definitionsIn(changes: readonly ToolChange[]): Definition[] {
  return changes.flatMap(({ block, pointer }) =>
    block.type === 'tool_addition' && block.defines
      ? [{ tool: block.tool, pointer: `${pointer}/tool` }]
      : [],
  );
}

/** How a tool is sent and cached makes no other tool of it. */
function isSameDefinition(
  one: { readonly name: string },
  other: { readonly name: string },
): boolean {
  const said = (tool: object): string => {
    const { cache_control: _, defer_loading: __, type, ...rest } = tool as Record<string, unknown>;
    const kind = type === undefined || type === null || type === 'custom' ? {} : { type };
    return canonicalJson({ ...rest, ...kind } as JsonObject);
  };
  return said(one) === said(other);
}
