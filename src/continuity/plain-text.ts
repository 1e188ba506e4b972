// The words of a message's content, for anchors and session keys.
import { withoutBillingLines } from '../wire/anthropic/billing-header.ts';
import type { AnthropicContentBlock } from '../wire/anthropic/content.ts';

/**
 * The text of a content, blocks joined by a line break; other blocks count as their type and id.
 * String or array spelling, cache markers and billing lines make no difference. For hashes, not for
 * models.
 */
export function plainText(content: string | readonly AnthropicContentBlock[]): string {
  if (typeof content === 'string') return withoutBillingLines(content);
  return content
    .map((block) => {
      switch (block.type) {
        case 'text':
          return withoutBillingLines(block.text);
        case 'tool_result':
          return `[${block.type} ${block.tool_use_id}]`;
        case 'tool_use':
          return `[${block.type} ${block.id}]`;
        default:
          return `[${block.type}]`;
      }
    })
    .join('\n');
}
