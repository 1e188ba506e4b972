// The client's question why its cache missed, put to a backend that answers such a question: the
// message that it names is the response that it came from.
import type { Loss } from '../../domain/loss.ts';
import type { TranslatorOptions } from '../../domain/translator-options.ts';
import { isJsonObject } from '../../lib/json.ts';
import type { ModelCapabilities } from '../../profiles/model-capabilities.ts';
import type { AnthropicRequest } from '../../wire/anthropic/request.ts';
import type { ResponsesRequest } from '../../wire/responses/request.ts';

const pointer = '/diagnostics';

/**
 * `prompt_cache_options` of the request; undefined: not asked.
 * @param isLite the lite contract's backend refuses the field
 */
export function translateDiagnostics(
  { diagnostics }: AnthropicRequest,
  { cache_diagnostics }: TranslatorOptions,
  { cacheDiagnostics }: ModelCapabilities,
  isLite: boolean,
  losses: Loss[],
): ResponsesRequest['prompt_cache_options'] {
  if (diagnostics === undefined) return undefined;
  const isAsked = cache_diagnostics === 'request' && cacheDiagnostics && !isLite;
  if (!isAsked || !isJsonObject(diagnostics)) {
    losses.push({
      kind: 'dropped',
      feature: 'diagnostics',
      pointer,
      detail: "Only Anthropic's server can say why its cache missed.",
    });
    return undefined;
  }
  losses.push({
    kind: 'approximated',
    feature: 'diagnostics',
    pointer,
    detail: 'The backend is asked; its answer is recorded, and not given to the client.',
  });
  const { previous_message_id: previous } = diagnostics;
  return { comparison_response_id: typeof previous === 'string' ? previous : null };
}
