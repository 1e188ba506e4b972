// Tools -> Responses tools, in an order that only grows. Tools are rendered before everything else,
// so one that appears in the middle of the list breaks the whole cached prefix.
import type { Loss } from '../../domain/loss.ts';
import type { TranslatorOptions } from '../../domain/translator-options.ts';
import { isJsonObject } from '../../lib/json.ts';
import type { AnthropicRequest, AnthropicTool } from '../../wire/anthropic/request.ts';
import type { ResponsesTool } from '../../wire/responses/request.ts';
import { upstreamToolName } from './tool-name.ts';

/**
 * @param pinned names in the order of their first appearance in this session
 * @returns the tools to send, and the order to pin (equal to `pinned` when nothing is new)
 */
export function translateTools(
  request: AnthropicRequest,
  pinned: readonly string[],
  order: TranslatorOptions['tool_order'],
  losses: Loss[],
): { tools: ResponsesTool[]; toolOrder: readonly string[] } {
  const offered = offeredTools(request, losses);
  const names = offered.map(({ tool }) => tool.name);
  const fresh = names.filter((name) => !pinned.includes(name));
  const toolOrder = fresh.length === 0 ? pinned : [...pinned, ...new Set(fresh)];
  const rank = new Map(toolOrder.map((name, index) => [name, index]));
  const sorted =
    order === 'as-sent'
      ? offered.toSorted((a, b) => a.index - b.index)
      : offered.toSorted((a, b) => (rank.get(a.tool.name) ?? 0) - (rank.get(b.tool.name) ?? 0));
  return {
    tools: sorted.flatMap(({ tool, index }) => translateTool(tool, `/tools/${index}`, losses)),
    toolOrder,
  };
}

interface PlacedTool {
  readonly tool: AnthropicTool;
  readonly index: number;
}

/** Deferred tools are offered once a tool search has named them, after all others, in that order. */
function offeredTools(request: AnthropicRequest, losses: Loss[]): PlacedTool[] {
  const all = (request.tools ?? []).map((tool, index) => ({ tool, index }));
  const deferred = all.filter(({ tool }) => tool.defer_loading === true);
  if (deferred.length === 0) return all;
  const loaded = referencedTools(request);
  for (const { tool, index } of deferred) {
    if (!loaded.includes(tool.name)) losses.push(notLoaded(tool.name, `/tools/${index}`));
  }
  return [
    ...all.filter(({ tool }) => tool.defer_loading !== true),
    ...loaded.flatMap((name) => deferred.filter(({ tool }) => tool.name === name).slice(0, 1)),
  ];
}

/** Names in `tool_reference` blocks, in the order of the history. */
function referencedTools({ messages }: AnthropicRequest): string[] {
  const names = messages.flatMap(({ content }) =>
    typeof content === 'string'
      ? []
      : content.flatMap((block) => {
          if (block.type === 'tool_reference') return [block.tool_name];
          if (block.type !== 'tool_result' || typeof block.content === 'string') return [];
          return (block.content ?? []).flatMap((inner) =>
            inner.type === 'tool_reference' ? [inner.tool_name] : [],
          );
        }),
  );
  return [...new Set(names)];
}

function translateTool(tool: AnthropicTool, pointer: string, losses: Loss[]): ResponsesTool[] {
  const { type } = tool;
  if (type === undefined || type === null || type === 'custom') return [functionTool(tool)];
  if (type.startsWith('web_search_')) return [webSearchTool(tool)];
  losses.push({
    kind: 'unsupported',
    feature: 'server-tool',
    pointer,
    detail: `The tool ${tool.name} of type ${type} runs on Anthropic's servers and has no counterpart.`,
  });
  return [];
}

/** `strict` is always sent: when it is missing the backend assumes true and rewrites `required`. */
function functionTool(tool: AnthropicTool): ResponsesTool {
  return {
    type: 'function',
    name: upstreamToolName(tool.name),
    ...(typeof tool.description === 'string' ? { description: tool.description } : {}),
    parameters: parametersOf(tool.input_schema),
    strict: false,
  };
}

/** The key order inside a schema is what the model reads, so it stays as the client wrote it. */
function parametersOf(schema: unknown): unknown {
  if (!isJsonObject(schema)) return { type: 'object', properties: {} };
  const { $schema: _, ...rest } = schema;
  return {
    ...('type' in rest ? {} : { type: 'object' }),
    ...rest,
    ...('properties' in rest ? {} : { properties: {} }),
  };
}

function webSearchTool(tool: AnthropicTool): ResponsesTool {
  const domains = tool['allowed_domains'];
  const location = tool['user_location'];
  return {
    type: 'web_search',
    ...(Array.isArray(domains) ? { filters: { allowed_domains: domains } } : {}),
    ...(isJsonObject(location) ? { user_location: location } : {}),
  };
}

function notLoaded(name: string, pointer: string): Loss {
  return {
    kind: 'dropped',
    feature: 'deferred-tool',
    pointer,
    detail: `The tool ${name} is deferred and no tool search has loaded it yet; it was left out.`,
  };
}
