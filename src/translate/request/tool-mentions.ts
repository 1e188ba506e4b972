// Where the messages of a conversation name tools: one look at every block for all that asks so.
import { blockPointer } from '../../domain/loss.ts';
import type { AnthropicContentBlock } from '../../wire/anthropic/content.ts';
import type { AnthropicRequest } from '../../wire/anthropic/request.ts';
import type { ToolChange } from './tool-changes.ts';

export interface ToolMentions {
  /**
   * Where each tool that a search named, or the client added, is in the history: name to message
   * index, in its order.
   */
  readonly loaded: ReadonlyMap<string, number>;
  /** In their order; nearly always none. */
  readonly changes: readonly ToolChange[];
}

export function toolMentions({ messages }: AnthropicRequest): ToolMentions {
  const loaded = new Map<string, number>();
  const changes: ToolChange[] = [];
  const load = (name: string, index: number): void => {
    if (!loaded.has(name)) loaded.set(name, index);
  };
  const change = (block: ToolChange['block'], index: number, pointer: string): void => {
    if (block.type === 'tool_addition') load(block.tool.name, index);
    changes.push({ block, pointer });
  };
  for (let index = 0; index < messages.length; index++) {
    const content = messages[index]?.content ?? '';
    if (typeof content === 'string') continue;
    for (let position = 0; position < content.length; position++) {
      const block = content[position];
      switch (block?.type) {
        case 'tool_reference':
          load(block.tool_name, index);
          break;
        case 'tool_result':
          for (const name of referencedIn(block.content)) load(name, index);
          break;
        case 'tool_addition':
        case 'tool_removal':
          change(block, index, blockPointer(index, position));
          break;
        case 'compaction':
          for (const [at, inner] of block.tool_changes.entries()) {
            const pointer = `${blockPointer(index, position)}/tool_changes/${at}`;
            if (isToolChange(inner)) change(inner, index, pointer);
          }
          break;
      }
    }
  }
  return { loaded, changes };
}

function isToolChange(block: AnthropicContentBlock): block is ToolChange['block'] {
  return block.type === 'tool_addition' || block.type === 'tool_removal';
}

/** What a tool search has found. */
function referencedIn(content: string | readonly AnthropicContentBlock[] = ''): readonly string[] {
  if (typeof content === 'string') return none;
  return content.flatMap((block) => (block.type === 'tool_reference' ? [block.tool_name] : []));
}

const none: readonly string[] = [];
