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
          load(block.tool.name, index);
          changes.push({ block, pointer: blockPointer(index, position) });
          break;
        case 'tool_removal':
          changes.push({ block, pointer: blockPointer(index, position) });
          break;
      }
    }
  }
  return { loaded, changes };
}

/** What a tool search has found. */
function referencedIn(content: string | readonly AnthropicContentBlock[] = ''): readonly string[] {
  if (typeof content === 'string') return none;
  return content.flatMap((block) => (block.type === 'tool_reference' ? [block.tool_name] : []));
}

const none: readonly string[] = [];
