// One tool -> a Responses tool. Fields that the model or the backend would have used and that have no
// counterpart are losses; what only tells how Anthropic's server sends or caches a tool is not.
import type { Loss } from '../../domain/loss.ts';
import { isJsonObject } from '../../lib/json.ts';
import type { AnthropicTool } from '../../wire/anthropic/request.ts';
import type { ResponsesTool } from '../../wire/responses/request.ts';
import { upstreamToolName } from './tool-name.ts';

export function translateTool(
  tool: AnthropicTool,
  pointer: string,
  losses: Loss[],
): ResponsesTool[] {
  const { type } = tool;
  if (type === undefined || type === null || type === 'custom') {
    if (tool['strict'] === true) losses.push(dropped('tool-strict', `${pointer}/strict`));
    if (tool['input_examples'] !== undefined) {
      losses.push(dropped('tool-examples', `${pointer}/input_examples`));
    }
    return [functionTool(tool)];
  }
  if (type.startsWith('web_search_')) {
    for (const field of ['max_uses', 'blocked_domains'] as const) {
      if (tool[field] === undefined || tool[field] === null) continue;
      losses.push(dropped('web-search-limits', `${pointer}/${field}`));
    }
    return [webSearchTool(tool)];
  }
  losses.push({
    kind: 'unsupported',
    feature: 'server-tool',
    pointer,
    detail: `The tool ${tool.name} is of Anthropic's own type ${type}, which has no counterpart.`,
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
  if ('type' in rest && 'properties' in rest) return rest;
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

const details = {
  'tool-strict': 'The backend holds only schemas of its own dialect strictly; this one is a guide.',
  'tool-examples': 'A function of the Responses API has no examples; they were left out.',
  'web-search-limits': "The backend's search does not take this limit; it was left out.",
} as const;

function dropped(feature: keyof typeof details, pointer: string): Loss {
  return { kind: 'dropped', feature, pointer, detail: details[feature] };
}
