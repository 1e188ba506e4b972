// Tools that appear after a session's first request. Tools are rendered before everything else, so
// a longer list is another prompt from its start. Models that take tools as input items get a late
// one where it appeared; for the others it goes to the end of the list.
import type { TranslatorOptions } from '../../domain/translator-options.ts';
import type { LateTool, SessionPins } from '../../domain/translator-state.ts';
import type { ModelCapabilities } from '../../profiles/model-capabilities.ts';
import type { ResponsesItem } from '../../wire/responses/item.ts';
import type { ResponsesTool } from '../../wire/responses/request.ts';

/** Items to insert into the history, by the index of the message after whose turn they come. */
export type Insertions = readonly { readonly after: number; readonly item: ResponsesItem }[];

export function putsLateToolsInInput(
  order: TranslatorOptions['tool_order'],
  capabilities: ModelCapabilities,
): boolean {
  return order === 'in-input' || (order === 'append' && capabilities.toolsInInput);
}

/**
 * Late tools that no search named (a server that connected during the session), pinned to the place
 * of their first request: only the history before it was in a cache.
 * @param names the request's tools that are not deferred
 * @returns the pins as they should be; `pinned` itself when nothing is new
 */
export function pinLateTools(
  names: readonly string[],
  pinned: Pick<SessionPins, 'toolOrder' | 'lateTools'>,
  messageCount: number,
): readonly LateTool[] {
  const known = new Set([
    ...(pinned.toolOrder ?? names),
    ...(pinned.lateTools ?? []).map(({ name }) => name),
  ]);
  const fresh = names.filter((name) => !known.has(name));
  if (fresh.length === 0) return pinned.lateTools ?? [];
  const after = Math.max(messageCount - 1, 0);
  return [...(pinned.lateTools ?? []), ...fresh.map((name) => ({ name, after }))];
}

/** One item for all tools at the same place, in the order that is given. */
export function insertTools(
  placed: readonly { readonly tool: ResponsesTool; readonly after: number }[],
): Insertions {
  const groups = Map.groupBy(placed, ({ after }) => after);
  return [...groups]
    .sort(([a], [b]) => a - b)
    .map(([after, group]) => ({
      after,
      item: {
        type: 'additional_tools',
        role: 'developer',
        tools: group.map(({ tool }) => tool),
      },
    }));
}
