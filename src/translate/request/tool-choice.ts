// Which tool the model must or may call.
import type { Loss } from '../../domain/loss.ts';
import type { TranslatorOptions } from '../../domain/translator-options.ts';
import type { AnthropicRequest, AnthropicTool } from '../../wire/anthropic/request.ts';
import type {
  ResponsesRequest,
  ResponsesTool,
  ResponsesToolChoice,
} from '../../wire/responses/request.ts';
import { isSearchTool } from './search-tool.ts';
import { upstreamToolName } from './tool-name.ts';
import type { TranslatedTools } from './translate-tools.ts';

/**
 * `tool_choice` and `parallel_tool_calls`; nothing without tools, where the backend refuses both.
 */
export function translateToolChoice(
  request: AnthropicRequest,
  options: TranslatorOptions,
  { all: tools, declared, removed }: Pick<TranslatedTools, 'all' | 'declared' | 'removed'>,
  losses: Loss[],
): Pick<ResponsesRequest, 'tool_choice' | 'parallel_tool_calls'> {
  const choice = request.tool_choice;
  if (tools.length === 0) {
    // Without a tool there is no choice; one that had to be made is not kept.
    if (choice?.type === 'tool') losses.push(notOffered(choice.name));
    if (choice?.type === 'any') losses.push(noTool);
    return {};
  }
  const parallel = !(
    choice !== undefined &&
    'disable_parallel_tool_use' in choice &&
    choice.disable_parallel_tool_use === true
  );
  const choiceMade = choiceOf(request, declared, options, tools, removed, losses);
  return { tool_choice: choiceMade, parallel_tool_calls: parallel };
}

function choiceOf(
  request: AnthropicRequest,
  declared: readonly AnthropicTool[],
  options: TranslatorOptions,
  tools: readonly ResponsesTool[],
  removed: ReadonlySet<string>,
  losses: Loss[],
): ResponsesToolChoice {
  const choice = request.tool_choice;
  const gone = new Set([...removed].map(upstreamToolName));
  const left = gone.size === 0 ? tools : tools.filter(({ name }) => !gone.has(name ?? ''));
  switch (choice?.type) {
    case 'any':
      if (left.length === 0) losses.push(noTool);
      return oneOf(left, tools, 'required');
    case 'none':
      return 'none';
    case 'tool':
      return namedTool(choice.name, declared, options, left, losses);
    case 'auto':
    case undefined:
      return oneOf(left, tools, 'auto');
    default:
      losses.push(unknownChoice);
      return oneOf(left, tools, 'auto');
  }
}

/** A removed tool stays in the list, where the cached prefix has it, and may not be chosen. */
function oneOf(
  left: readonly ResponsesTool[],
  tools: readonly ResponsesTool[],
  mode: 'auto' | 'required',
): ResponsesToolChoice {
  if (left.length === tools.length) return mode;
  if (left.length === 0) return 'none';
  const allowed = left.map(({ type, name }) => (name === undefined ? { type } : { type, name }));
  return { type: 'allowed_tools', mode, tools: allowed };
}

/**
 * A search that must be done; gateways disagree on what a backend accepts (docs/translation.md).
 */
function forcedSearch({ search_choice }: TranslatorOptions): ResponsesToolChoice {
  switch (search_choice) {
    case 'allowed-tools':
      return { type: 'allowed_tools', mode: 'required', tools: [{ type: 'web_search' }] };
    case 'web-search':
      return { type: 'web_search' };
    case 'required':
      return 'required';
  }
}

function namedTool(
  name: string,
  declared: readonly AnthropicTool[],
  options: TranslatorOptions,
  tools: readonly ResponsesTool[],
  losses: Loss[],
): ResponsesToolChoice {
  const searches = tools.some((tool) => tool.type === 'web_search');
  if (searches && declared.some((tool) => tool.name === name && isSearchTool(tool))) {
    return forcedSearch(options);
  }
  const upstream = upstreamToolName(name);
  if (tools.some((tool) => tool.type === 'function' && tool.name === upstream)) {
    return { type: 'function', name: upstream };
  }
  losses.push(notOffered(name));
  return 'auto';
}

function notOffered(name: string): Loss {
  return {
    kind: 'unsupported',
    feature: 'tool-choice',
    pointer: '/tool_choice/name',
    detail: `tool_choice names the tool ${name}, which is not offered.`,
  };
}

const unknownChoice: Loss = {
  kind: 'dropped',
  feature: 'tool-choice',
  pointer: '/tool_choice/type',
  detail: 'This choice is not known; the model chooses.',
};

const noTool: Loss = {
  kind: 'dropped',
  feature: 'tool-choice',
  pointer: '/tool_choice',
  detail: 'tool_choice asks for a call, and no tool is offered.',
};
