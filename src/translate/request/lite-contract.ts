// The lite contract: tools go into the first input item, one call at a time, reasoning of all user
// turns is kept, and a header says so. The ChatGPT backend serves gpt-5.6 and later in no other
// way.
import type { TranslationInput } from '../../domain/translation.ts';
import type { HeaderList } from '../../lib/header-list.ts';
import { backendNeeds } from '../../profiles/backend-needs.ts';
import { modelCapabilities } from '../../profiles/model-capabilities.ts';
import type { ResponsesItem } from '../../wire/responses/item.ts';
import { liteContext, liteHeaderLine } from '../../wire/responses/lite.ts';
import type { ResponsesRequest } from '../../wire/responses/request.ts';

/** Whether this request follows the contract: as `lite` says, else by backend and model. */
export function followsLite({ options, backend }: TranslationInput, model: string): boolean {
  if (options.lite !== 'by-backend') return options.lite === 'always';
  return backendNeeds(backend).lite && modelCapabilities(model).lite;
}

/** The request in the form of the contract. Fields keep the order in which Codex CLI sends them. */
export function liteRequest(request: ResponsesRequest): ResponsesRequest {
  const { instructions, tools, input, parallel_tool_calls: _, tool_choice, ...rest } = request;
  const { model, stream, ...others } = rest;
  const offered: ResponsesItem[] =
    tools === undefined ? [] : [{ type: 'additional_tools', role: 'developer', tools }];
  return {
    model,
    // Codex CLI leaves the field out; text that has to be there stays.
    ...(instructions ? { instructions } : {}),
    stream,
    input: [...offered, ...input],
    ...(tool_choice === undefined ? {} : { tool_choice }),
    parallel_tool_calls: false,
    ...others,
    reasoning: { ...request.reasoning, context: liteContext },
  };
}

export const liteHeaders: HeaderList = [liteHeaderLine];
