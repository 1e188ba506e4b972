// The system prompt -> a first developer message, or `instructions`.
import type { Loss } from '../../domain/loss.ts';
import type { TranslatorOptions } from '../../domain/translator-options.ts';
import { billingHeaderPrefix } from '../../wire/anthropic/billing-header.ts';
import type { AnthropicRequest } from '../../wire/anthropic/request.ts';
import type { ResponsesItem } from '../../wire/responses/item.ts';

export interface SystemPrompt {
  /** undefined: the field is left out. */
  readonly instructions: string | undefined;
  readonly items: readonly ResponsesItem[];
}

export function translateSystem(
  request: AnthropicRequest,
  options: TranslatorOptions,
  losses: Loss[],
): SystemPrompt {
  const texts = systemTexts(request, options.strip_billing_header, losses);
  if (texts.length === 0) return { instructions: undefined, items: [] };
  switch (options.system_as) {
    case 'instructions':
      return { instructions: texts.join('\n\n'), items: [] };
    case 'developer': {
      const content = texts.map((text) => ({ type: 'input_text' as const, text }));
      return { instructions: undefined, items: [{ type: 'message', role: 'developer', content }] };
    }
  }
}

function systemTexts({ system }: AnthropicRequest, strip: boolean, losses: Loss[]): string[] {
  const texts = typeof system === 'string' ? [system] : (system ?? []).map(({ text }) => text);
  return texts.filter((text, index) => {
    if (!strip || !text.startsWith(billingHeaderPrefix)) return text !== '';
    losses.push({
      kind: 'dropped',
      feature: 'billing-header',
      pointer: typeof system === 'string' ? '/system' : `/system/${index}`,
      detail: 'It changes between sessions and client versions, which breaks the prefix.',
    });
    return false;
  });
}
