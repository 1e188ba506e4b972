// Anthropic's tiers as the Responses API names them.
import type { TranslatorOptions } from '../../domain/translator-options.ts';
import type { AnthropicRequest } from '../../wire/anthropic/request.ts';

/**
 * `speed: fast` is the priority tier; Anthropic's own tiers (`auto`, `standard_only`) mean default.
 */
export function translateServiceTier(
  request: AnthropicRequest,
  options: TranslatorOptions,
  pinned: string | undefined,
): string | undefined {
  if (options.service_tier !== 'request') return options.service_tier;
  return pinned ?? (request['speed'] === 'fast' ? 'priority' : undefined);
}
