// The system prompt -> a first developer message, or `instructions`. The field is sent even where
// it is empty: gateways that left it out met "Instructions are required", and "" is not known to be
// refused.
import type { Loss, LossPointer } from '../../domain/loss.ts';
import type { TranslatorOptions } from '../../domain/translator-options.ts';
import { withoutBillingLines } from '../../wire/anthropic/billing-header.ts';
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
  switch (options.system_as) {
    case 'instructions':
      return { instructions: texts.join('\n\n'), items: [] };
    case 'developer':
      return { instructions: '', items: developerMessage(texts) };
    case 'developer-only':
      return { instructions: undefined, items: developerMessage(texts) };
  }
}

function developerMessage(texts: readonly string[]): ResponsesItem[] {
  if (texts.length === 0) return [];
  const content = texts.map((text) => ({ type: 'input_text' as const, text }));
  return [{ type: 'message', role: 'developer', content }];
}

function systemTexts({ system }: AnthropicRequest, strip: boolean, losses: Loss[]): string[] {
  if (typeof system === 'string')
    return [systemText(system, strip, () => '/system', losses)].filter(isFilled);
  return (system ?? [])
    .map(({ text }, index) => systemText(text, strip, () => `/system/${index}`, losses))
    .filter(isFilled);
}

function isFilled(text: string): boolean {
  return text !== '';
}

/** What the system says, without the billing line: at the top, or within the conversation. */
export function systemText(
  text: string,
  strip: boolean,
  pointer: LossPointer,
  losses: Loss[],
): string {
  const kept = strip ? withoutBillingLines(text) : text;
  if (kept === text) return text;
  losses.push({
    kind: 'dropped',
    feature: 'billing-header',
    pointer: pointer(),
    detail: 'The line changes between sessions and client versions, which breaks the prefix.',
  });
  return kept;
}
