// The request that Codex would send for a history, built from what is known of the real client and
// from nothing of the translator: this is what the translator's output is compared with.

import type { HeaderList } from '../../lib/header-list.ts';
import { isJsonObject } from '../../lib/json.ts';
import type { ScenarioCall } from '../../scenarios/scenario.ts';
import type { AnthropicContentBlock } from '../../wire/anthropic/content.ts';
import type { AnthropicMessageParam, AnthropicTool } from '../../wire/anthropic/request.ts';
import type { ResponsesContentPart, ResponsesItem } from '../../wire/responses/item.ts';
import type { ResponsesRequest, ResponsesTool } from '../../wire/responses/request.ts';
import { billingBlockPrefix } from '../nonce.ts';
import type { TrialSetup } from './agent.ts';

function toPart(block: AnthropicContentBlock): ResponsesContentPart | null {
  switch (block.type) {
    case 'text':
      return { type: 'input_text', text: block.text };
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
  if (typeof content === 'string') return [{ type: 'input_text', text: content }];
  return content.map(toPart).filter((part) => part !== null);
}

/** A message of the script as an input item; system messages are developer messages in place. */
export function nativeMessage(message: AnthropicMessageParam): ResponsesItem[] {
  const content = toParts(message.content);
  if (content.length === 0) return [];
  const role = message.role === 'system' ? 'developer' : message.role;
  return [{ type: 'message', role, content }];
}

/** A call's result: text as a string, anything else as parts. */
export function nativeResult(call: ScenarioCall): ResponsesItem {
  const output = typeof call.result === 'string' ? call.result : toParts(call.result);
  return { type: 'function_call_output', call_id: call.id, output };
}

function nativeTool(tool: AnthropicTool): ResponsesTool {
  return {
    type: 'function',
    name: tool.name,
    description: tool.description ?? '',
    parameters: tool.input_schema ?? { type: 'object', properties: {} },
    strict: false,
  };
}

/** Codex's base prompt is its first input item, role developer. */
export function nativeBasePrompt(setup: TrialSetup): ResponsesItem[] {
  const content = setup.scenario.system
    .filter(({ text }) => !text.startsWith(billingBlockPrefix))
    .map(({ text }) => ({ type: 'input_text' as const, text }));
  return content.length === 0 ? [] : [{ type: 'message', role: 'developer', content }];
}

export function nativeRequest(
  setup: TrialSetup,
  input: readonly ResponsesItem[],
): ResponsesRequest {
  const { scenario, model, sessionId } = setup;
  const output = scenario.request['output_config'];
  const effort = isJsonObject(output) ? output['effort'] : undefined;
  return {
    model,
    stream: true,
    input: [...input],
    ...(scenario.tools.length === 0 ? {} : { tools: scenario.tools.map(nativeTool) }),
    tool_choice: 'auto',
    parallel_tool_calls: true,
    reasoning: typeof effort === 'string' ? { effort } : {},
    store: false,
    include: ['reasoning.encrypted_content'],
    prompt_cache_key: sessionId,
  };
}

/** Codex's session headers; the turn state of a user turn's first response is echoed in it. */
export function nativeHeaders(sessionId: string, turnState: string | undefined): HeaderList {
  return [
    ['x-client-request-id', sessionId],
    ['session-id', sessionId],
    ['thread-id', sessionId],
    ...(turnState === undefined ? [] : [['x-codex-turn-state', turnState] as const]),
    ['accept', 'text/event-stream'],
    ['content-type', 'application/json'],
  ];
}
