// Tools -> Responses tools, in an order that only grows. Tools are rendered before everything else,
// so one that appears in the middle of the list breaks the whole cached prefix (see late-tools).
import type { Loss } from '../../domain/loss.ts';
import type { TranslatorOptions } from '../../domain/translator-options.ts';
import type { SessionPins } from '../../domain/translator-state.ts';
import type { ModelCapabilities } from '../../profiles/model-capabilities.ts';
import type { AnthropicRequest, AnthropicTool } from '../../wire/anthropic/request.ts';
import type { ResponsesTool } from '../../wire/responses/request.ts';
import { type Insertions, insertTools, pinLateTools, putsLateToolsInInput } from './late-tools.ts';
import {
  type DeclaredTool,
  declaredTools,
  redefinedTools,
  removedTools,
  unresolvedAdditions,
} from './tool-changes.ts';
import { createToolAdmission } from './tool-limits.ts';
import { toolMentions } from './tool-mentions.ts';
import { translateTool } from './translate-tool.ts';

export interface TranslatedTools {
  /** The request's list. */
  readonly tools: readonly ResponsesTool[];
  /** Items with the tools that came later, for the history. */
  readonly insertions: Insertions;
  /** Every tool that may be called, wherever it is. */
  readonly all: readonly ResponsesTool[];
  readonly pins: Pick<SessionPins, 'toolOrder' | 'lateTools'>;
  /** The client's, those that its messages define too. */
  readonly declared: readonly AnthropicTool[];
  /** The client's names of tools that may not be called any more. */
  readonly removed: ReadonlySet<string>;
}

/** @param pinned what the session's requests so far have pinned */
export function translateTools(
  request: AnthropicRequest,
  pinned: SessionPins,
  options: TranslatorOptions,
  capabilities: ModelCapabilities,
  losses: Loss[],
): TranslatedTools {
  const { loaded, changes } = toolMentions(request);
  const removed = removedTools(changes);
  const declared = declaredTools(request, changes);
  const known = offeredTools(declared, loaded, losses);
  const offered = capabilities.allowedTools
    ? known
    : known.filter(({ tool }) => !removed.has(tool.name));
  losses.push(...unresolvedAdditions(declared, changes), ...redefinedTools(request, changes));
  const translated = putsLateToolsInInput(options.tool_order, capabilities)
    ? splitTools(request, offered, loaded, pinned, options, losses)
    : orderTools(offered, pinned.toolOrder ?? [], options, losses);
  return { ...translated, declared: declared.map(({ tool }) => tool), removed };
}

/** One list, in the order of first appearance. */
function orderTools(
  offered: readonly DeclaredTool[],
  pinned: readonly string[],
  options: TranslatorOptions,
  losses: Loss[],
): Omit<TranslatedTools, 'declared' | 'removed'> {
  const toolOrder = orderOf(offered, pinned);
  const isOrdered = offered.every(({ tool }, index) => tool.name === toolOrder[index]);
  const translate = createTranslation(options, losses);
  const tools = (isOrdered ? offered : sorted(offered, toolOrder, options))
    .map(translate)
    .filter((tool) => tool !== null);
  const pins = toolOrder.length === 0 ? {} : { toolOrder };
  return { tools, insertions: [], all: tools, pins };
}

/** `pinned` itself where no name is new. */
function orderOf(offered: readonly DeclaredTool[], pinned: readonly string[]): readonly string[] {
  const order = new Set(pinned);
  for (const { tool } of offered) order.add(tool.name);
  return order.size === pinned.length ? pinned : [...order];
}

function sorted(
  offered: readonly DeclaredTool[],
  order: readonly string[],
  { tool_order }: TranslatorOptions,
): readonly DeclaredTool[] {
  if (tool_order === 'as-sent') return offered.toSorted((a, b) => a.index - b.index);
  const rank = new Map(order.map((name, index) => [name, index]));
  const rankOf = ({ tool }: DeclaredTool): number => rank.get(tool.name) ?? 0;
  return offered.toSorted((a, b) => rankOf(a) - rankOf(b));
}

/** The first request's tools as the list, each later one in the input where it appeared. */
function splitTools(
  request: AnthropicRequest,
  offered: readonly DeclaredTool[],
  loaded: ReadonlyMap<string, number>,
  pinned: SessionPins,
  options: TranslatorOptions,
  losses: Loss[],
): Omit<TranslatedTools, 'declared' | 'removed'> {
  const isDeferred = ({ tool }: DeclaredTool): boolean => tool.defer_loading === true;
  const steady = offered.filter((placed) => !isDeferred(placed)).map(({ tool }) => tool.name);
  const lateTools = pinLateTools(steady, pinned, request.messages.length);
  const places = new Map(lateTools.map(({ name, after }) => [name, after]));
  const first = pinned.toolOrder ?? [...new Set(steady)];
  const rank = new Map(first.map((name, index) => [name, index]));
  const translate = createTranslation(options, losses);
  const tools = offered
    .filter((placed) => !isDeferred(placed) && rank.has(placed.tool.name))
    .toSorted((a, b) => (rank.get(a.tool.name) ?? 0) - (rank.get(b.tool.name) ?? 0))
    .map(translate)
    .filter((tool) => tool !== null);
  const late = offered.flatMap((placed) => {
    const after = isDeferred(placed) ? loaded.get(placed.tool.name) : places.get(placed.tool.name);
    const tool = after === undefined ? null : translate(placed);
    return after === undefined || tool === null ? [] : [{ tool, after }];
  });
  return {
    tools,
    insertions: insertTools(late),
    all: [...tools, ...late.map(({ tool }) => tool)],
    pins: {
      ...(first.length === 0 ? {} : { toolOrder: first }),
      ...(lateTools.length === 0 ? {} : { lateTools }),
    },
  };
}

/**
 * Translates one tool after the other, in the order in which they are sent; null: it may not be.
 */
function createTranslation(
  options: TranslatorOptions,
  losses: Loss[],
): (placed: DeclaredTool) => ResponsesTool | null {
  const admit = createToolAdmission(losses);
  return ({ tool, pointer }) => {
    const translated = translateTool(tool, pointer, options, losses);
    return translated !== null && admit(translated, pointer) ? translated : null;
  };
}

/**
 * Deferred tools are offered once a tool search has named them, after all others, in that order.
 */
function offeredTools(
  all: readonly DeclaredTool[],
  loaded: ReadonlyMap<string, number>,
  losses: Loss[],
): readonly DeclaredTool[] {
  const deferred = all.filter(({ tool }) => tool.defer_loading === true);
  if (deferred.length === 0) return all;
  for (const { tool, pointer } of deferred) {
    if (!loaded.has(tool.name)) losses.push(notLoaded(tool.name, pointer()));
  }
  return [
    ...all.filter(({ tool }) => tool.defer_loading !== true),
    ...[...loaded.keys()].flatMap((name) =>
      deferred.filter(({ tool }) => tool.name === name).slice(0, 1),
    ),
  ];
}

function notLoaded(name: string, pointer: string): Loss {
  return {
    kind: 'dropped',
    feature: 'deferred-tool',
    pointer,
    detail: `The tool ${name} is deferred and no tool search has loaded it yet; it was left out.`,
  };
}
