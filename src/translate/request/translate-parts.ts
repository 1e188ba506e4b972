// Content that a user, a tool or the system wrote -> Responses input parts. One visible switch.
import type { Loss, LossFeature, LossPointer } from '../../domain/loss.ts';
import type { AnthropicCompaction, AnthropicContentBlock } from '../../wire/anthropic/content.ts';
import type { ResponsesContentPart } from '../../wire/responses/item.ts';
import { documentHead, translateDocument, translateImage } from './media.ts';
import type { PartContext } from './part-context.ts';
import { upstreamToolName } from './tool-name.ts';

/**
 * What a document or a search result holds. String and array spelling give the same parts; empty
 * texts are left out, and what has no part is its JSON.
 */
function translateContent(
  content: string | readonly AnthropicContentBlock[],
  pointer: LossPointer,
  context: PartContext,
): ResponsesContentPart[] {
  if (typeof content === 'string') {
    return content === '' ? [] : [{ type: 'input_text', text: content }];
  }
  return content.flatMap((block, index) => {
    const at = (): string => `${pointer()}/${index}`;
    return hasPart(block)
      ? translatePart(block, at, context)
      : [jsonPart(block, at, context.losses)];
  });
}

/** One block; pushes a loss for what has no counterpart. */
export function translatePart(
  block: AnthropicContentBlock,
  pointer: LossPointer,
  context: PartContext,
): ResponsesContentPart[] {
  switch (block.type) {
    case 'text':
      return block.text === '' ? [] : [{ type: 'input_text', text: block.text }];
    case 'image':
      return translateImage(block, pointer, context);
    case 'document': {
      const { source, title } = block;
      const parts =
        source.type === 'content'
          ? translateContent(source.content, () => `${pointer()}/source/content`, context)
          : translateDocument(source, title, pointer, context);
      return parts.length === 0 ? [] : [...documentHead(block, pointer, context.losses), ...parts];
    }
    case 'search_result': {
      const { title, source, content } = block;
      const head: ResponsesContentPart = { type: 'input_text', text: `${title}: ${source}` };
      return [head, ...translateContent(content, () => `${pointer()}/content`, context)];
    }
    case 'tool_reference':
      return [{ type: 'input_text', text: loadedText(block.tool_name) }];
    case 'tool_addition':
    case 'tool_removal':
      // See tool-changes.
      return [];
    case 'compaction': {
      const summary = summaryOf(block, pointer, context.losses);
      return summary === '' ? [] : [{ type: 'input_text', text: summary }];
    }
    case 'unknown':
      context.losses.push(misplaced(`block-${block.wireType}`, pointer));
      return [];
    case 'server_tool_use':
    case 'web_search_tool_result':
    case 'tool_use':
    case 'tool_result':
    case 'thinking':
    case 'redacted_thinking':
      context.losses.push(misplaced(`misplaced-${block.type}`, pointer));
      return [];
  }
}

/** What is left of a conversation that Anthropic's server has compacted. */
export function summaryOf(
  { content, tool_changes }: AnthropicCompaction,
  pointer: LossPointer,
  losses: Loss[],
): string {
  for (const [index, change] of tool_changes.entries()) {
    if (change.type !== 'unknown') continue;
    const at = (): string => `${pointer()}/tool_changes/${index}`;
    losses.push(misplaced(`block-${change.wireType}`, at));
  }
  if (content === null || content === '') return '';
  const detail = "Anthropic's server has made this summary; it is sent as text.";
  losses.push({ kind: 'approximated', feature: 'block-compaction', pointer: pointer(), detail });
  return content;
}

/** Names the tool as the list does, which may have another name than the client's. */
function loadedText(name: string): string {
  return `The tool ${upstreamToolName(name)} can be called now.`;
}

/** True for blocks that are content of a user or a tool, and have their own part. */
export function hasPart({ type }: AnthropicContentBlock): boolean {
  return contentTypes.has(type);
}

const contentTypes: ReadonlySet<string> = new Set([
  ...['text', 'image', 'document', 'search_result', 'tool_reference'],
]);

/** A block without its own part, as its JSON. */
export function jsonPart(
  block: AnthropicContentBlock,
  pointer: LossPointer,
  losses: Loss[],
): ResponsesContentPart {
  const isUnknown = block.type === 'unknown';
  losses.push({
    kind: 'approximated',
    feature: isUnknown ? `block-${block.wireType}` : `misplaced-${block.type}`,
    pointer: pointer(),
    detail: 'The Responses API has no such content at this place; its JSON was sent as text.',
  });
  return { type: 'input_text', text: JSON.stringify(isUnknown ? block.raw : block) };
}

function misplaced(feature: LossFeature, pointer: LossPointer): Loss {
  return {
    kind: 'dropped',
    feature,
    pointer: pointer(),
    detail: 'The Responses API has no such content at this place; the block was left out.',
  };
}
