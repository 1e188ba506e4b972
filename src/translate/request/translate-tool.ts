// One tool -> a Responses tool. Fields that the model or the backend would have used and that have
// no counterpart are losses; what only tells how Anthropic's server sends or caches a tool is not.
import type { Loss, LossPointer } from '../../domain/loss.ts';
import type { TranslatorOptions } from '../../domain/translator-options.ts';
import type { AnthropicTool } from '../../wire/anthropic/request.ts';
import type { ResponsesTool } from '../../wire/responses/request.ts';
import { findLocalTool } from './local-tools.ts';
import { isSearchTool, translateSearchTool } from './search-tool.ts';
import { upstreamToolName } from './tool-name.ts';
import { toolParameters } from './tool-schema.ts';

/** @returns null: it has no counterpart */
export function translateTool(
  tool: AnthropicTool,
  pointer: LossPointer,
  options: TranslatorOptions,
  losses: Loss[],
): ResponsesTool | null {
  const { type } = tool;
  if (type === undefined || type === null || type === 'custom') {
    if (tool['strict'] === true) losses.push(dropped('tool-strict', `${pointer()}/strict`));
    if (tool['input_examples'] !== undefined) {
      losses.push(dropped('tool-examples', `${pointer()}/input_examples`));
    }
    return functionTool(tool, pointer, losses);
  }
  if (isSearchTool(tool)) return translateSearchTool(tool, pointer, options, losses);
  const local = findLocalTool(tool);
  if (local !== null) {
    losses.push({
      kind: 'approximated',
      feature: 'local-tool',
      pointer: pointer(),
      detail: `The tool ${tool.name} is of Anthropic's own type ${type}; it is sent as a function.`,
    });
    return { type: 'function', name: upstreamToolName(tool.name), ...local, strict: false };
  }
  // Claude Code offers a stronger model for advice with every request, once it is switched on.
  const canBeSpared = type.startsWith('advisor_');
  losses.push({
    kind: canBeSpared ? 'dropped' : 'unsupported',
    feature: 'server-tool',
    pointer: pointer(),
    detail: `The tool ${tool.name} is of Anthropic's own type ${type}, which has no counterpart.`,
  });
  return null;
}

/** `strict` is always sent: when it is missing the backend assumes true and rewrites `required`. */
function functionTool(tool: AnthropicTool, pointer: LossPointer, losses: Loss[]): ResponsesTool {
  const { schema, approximated } = toolParameters(tool.input_schema);
  if (approximated) {
    losses.push({
      kind: 'approximated',
      feature: 'tool-schema',
      pointer: `${pointer()}/input_schema`,
      detail: 'The backend refuses such a schema; one that allows more was sent instead.',
    });
  }
  const { description } = tool as { description?: unknown };
  if (description !== undefined && description !== null && typeof description !== 'string') {
    losses.push({
      kind: 'dropped',
      feature: 'field-description',
      pointer: `${pointer()}/description`,
      detail: 'The description of a tool is a text; another value was left out.',
    });
  }
  const name = upstreamToolName(tool.name);
  return typeof description === 'string'
    ? { type: 'function', name, description, parameters: schema, strict: false }
    : { type: 'function', name, parameters: schema, strict: false };
}

const details = {
  'tool-strict': 'The backend enforces only schemas of its dialect; this one is a guide.',
  'tool-examples': 'A function of the Responses API has no examples; they were left out.',
} as const;

function dropped(feature: keyof typeof details, pointer: string): Loss {
  return { kind: 'dropped', feature, pointer, detail: details[feature] };
}
