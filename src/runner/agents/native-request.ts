// The request that Codex would send for a history, built from what is known of the real client and
// without the translator: this is what the translator's output is compared with.

import type { HeaderList } from '../../lib/header-list.ts';
import { isJsonObject, type JsonObject } from '../../lib/json.ts';
import { withoutBillingLines } from '../../wire/anthropic/billing-header.ts';
import type { AnthropicContentBlock, AnthropicText } from '../../wire/anthropic/content.ts';
import type { AnthropicMessageParam, AnthropicTool } from '../../wire/anthropic/request.ts';
import type { ResponsesContentPart, ResponsesItem } from '../../wire/responses/item.ts';
import type { ResponsesRequest, ResponsesTool } from '../../wire/responses/request.ts';
import type { TrialSetup } from './agent.ts';
import type { CallResult } from './conversation.ts';

/** The oracle's own copy, on purpose: it shares no spelling with the translator that it judges. */
export const nativeTurnStateHeader = 'x-codex-turn-state';

function toPart(block: AnthropicContentBlock): ResponsesContentPart | null {
  switch (block.type) {
    case 'text':
      return block.text === '' ? null : { type: 'input_text', text: block.text };
    case 'tool_reference':
      return { type: 'input_text', text: `The tool ${block.tool_name} can be called now.` };
    case 'image':
      return block.source.type === 'base64'
        ? {
            type: 'input_image',
            image_url: `data:${block.source.media_type ?? 'image/png'};base64,${block.source.data}`,
          }
        : block.source.type === 'url'
          ? { type: 'input_image', image_url: block.source.url }
          : null;
    default:
      return null;
  }
}

function toParts(content: string | readonly AnthropicContentBlock[]): ResponsesContentPart[] {
  if (typeof content === 'string') {
    return content === '' ? [] : [{ type: 'input_text', text: content }];
  }
  return content.map(toPart).filter((part) => part !== null);
}

/**
 * A message of the script as input items; system messages are developer messages in place. A
 * history that a client rewrote has answers and results in it.
 */
export function nativeMessage({ role, content }: AnthropicMessageParam): ResponsesItem[] {
  if (typeof content === 'string') return plainMessage(role, toParts(content));
  const parts = toParts(content);
  const own: ResponsesItem[] = content.flatMap((block): ResponsesItem[] => {
    if (block.type === 'tool_use') {
      const { id, name, input } = block;
      return [{ type: 'function_call', call_id: id, name, arguments: JSON.stringify(input) }];
    }
    if (block.type !== 'tool_result') return [];
    const { tool_use_id: id, content: result = '', is_error: isError = null } = block;
    return [nativeResult({ id, result, isError })];
  });
  // Results come before what the user says beside them, calls after what the model says.
  const said = plainMessage(role, parts);
  return role === 'assistant' ? [...said, ...own] : [...own, ...said];
}

function plainMessage(
  role: AnthropicMessageParam['role'],
  parts: readonly ResponsesContentPart[],
): ResponsesItem[] {
  if (parts.length === 0) return [];
  if (role === 'system') return [{ type: 'message', role: 'developer', content: parts }];
  if (role === 'user') return [{ type: 'message', role, content: parts }];
  const texts = parts.flatMap((part) => (part.type === 'input_text' ? [part.text] : []));
  const content = texts.map((text) => ({ type: 'output_text' as const, text }));
  return [{ type: 'message', role, content }];
}

/**
 * A call's result. The Responses API has no error flag: a client that speaks it says so in the
 * output, and so does this one, in the words of our gateway (the wording is not what is being
 * compared).
 */
export function nativeResult(call: CallResult): ResponsesItem {
  const marker: ResponsesContentPart[] =
    call.isError === true ? [{ type: 'input_text', text: '[tool call failed]' }] : [];
  const parts = [...marker, ...toParts(call.result)];
  const texts = parts.flatMap((part) => ('text' in part ? [part.text] : []));
  return {
    type: 'function_call_output',
    call_id: call.id,
    output: texts.length === parts.length ? texts.join('\n') : parts,
  };
}

/** Names of tools that a result has made available (`tool_reference` blocks). */
export function loadedTools({ result }: CallResult): string[] {
  if (typeof result === 'string') return [];
  return result.flatMap((block) => (block.type === 'tool_reference' ? [block.tool_name] : []));
}

/** Schema as Codex's own tools have it: an object with properties, without a dialect. */
function nativeSchema(schema: unknown): JsonObject {
  const { $schema: _, ...rest } = isJsonObject(schema) ? schema : {};
  return {
    ...('type' in rest ? {} : { type: 'object' }),
    ...rest,
    ...('properties' in rest ? {} : { properties: {} }),
  };
}

function nativeTool(tool: AnthropicTool): ResponsesTool {
  return {
    type: 'function',
    name: tool.name,
    ...(tool.description === undefined ? {} : { description: tool.description }),
    parameters: nativeSchema(tool.input_schema),
    strict: false,
  };
}

/** Tools in the order in which they became callable: append only. */
export function nativeTools(
  tools: readonly AnthropicTool[],
  callable: ReadonlySet<string>,
): ResponsesTool[] {
  return [...callable].flatMap((name) =>
    tools
      .filter((tool) => tool.name === name)
      .slice(0, 1)
      .map(nativeTool),
  );
}

/** Codex's base prompt is its first input item, role developer. */
export function nativeBasePrompt(system: readonly AnthropicText[]): ResponsesItem[] {
  const content = system
    .map(({ text }) => ({ type: 'input_text' as const, text: withoutBillingLines(text) }))
    .filter(({ text }) => text !== '');
  return content.length === 0 ? [] : [{ type: 'message', role: 'developer', content }];
}

/**
 * Codex's word for its lite contract, which its catalogue asks for from gpt-5.6 on (0.169,
 * captured).
 */
const nativeLiteHeader = ['x-openai-internal-codex-responses-lite', 'true'] as const;

function isLite(model: string): boolean {
  return /^(gpt-5\.([6-9]|\d\d)|gpt-([6-9]|\d\d))/.test(model.split('/').at(-1) ?? '');
}

/** @param thread the cache key: a subagent has its own */
export function nativeRequest(
  { scenario, model }: TrialSetup,
  thread: string,
  input: readonly ResponsesItem[],
  tools: readonly ResponsesTool[],
): ResponsesRequest {
  const output = scenario.request['output_config'];
  const effort = isJsonObject(output) ? output['effort'] : undefined;
  const lite = isLite(model);
  const listed = tools.length === 0 ? {} : { tools: [...tools] };
  const first: ResponsesItem[] =
    lite && tools.length > 0
      ? [{ type: 'additional_tools', role: 'developer', tools: [...tools] }]
      : [];
  return {
    model,
    stream: true,
    input: [...first, ...input],
    ...(lite ? {} : listed),
    tool_choice: 'auto',
    parallel_tool_calls: !lite,
    reasoning: {
      ...(typeof effort === 'string' ? { effort } : {}),
      ...(lite ? { context: 'all_turns' } : {}),
    },
    store: false,
    include: ['reasoning.encrypted_content'],
    prompt_cache_key: thread,
  };
}

/** Codex's session headers; the turn state of a user turn's first response is echoed in it. */
export function nativeHeaders(
  model: string,
  sessionId: string,
  thread: string,
  turnState: string | undefined,
): HeaderList {
  return [
    ...(isLite(model) ? [nativeLiteHeader] : []),
    ['x-client-request-id', thread],
    ['session-id', sessionId],
    ['thread-id', thread],
    ...(turnState === undefined ? [] : [[nativeTurnStateHeader, turnState] as const]),
    ['accept', 'text/event-stream'],
    ['content-type', 'application/json'],
  ];
}
