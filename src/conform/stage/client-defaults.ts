// What the client of a play sends when the play does not say otherwise: a system prompt that is
// long enough to be cached, and tools in an order that sorting would change.
import { fillerText } from '../../scenarios/filler.ts';
import type { AnthropicText } from '../../wire/anthropic/content.ts';
import type { AnthropicTool } from '../../wire/anthropic/request.ts';

/** Far above the 1,024 tokens from which prompts are cached. */
const systemWords = 1500;

export const defaultSystem: readonly AnthropicText[] = [
  { type: 'text', text: 'You help with a small repository. Answer briefly.' },
  { type: 'text', text: `Notes about it: ${fillerText(systemWords, 'conform')}` },
];

/** The required property is named first: writing the schema again in order would show. */
function tool(name: string, description: string, ...properties: readonly string[]): AnthropicTool {
  return {
    name,
    description,
    input_schema: {
      type: 'object',
      properties: Object.fromEntries(
        properties.map((key) => [key, { type: 'string', description: `The ${key}.` }]),
      ),
      required: properties.slice(0, 1),
      additionalProperties: false,
    },
  };
}

export const defaultTools: readonly AnthropicTool[] = [
  tool('Read', 'Reads a file.', 'file_path', 'encoding'),
  tool('Bash', 'Runs a command.', 'command', 'cwd'),
  tool('Grep', 'Searches the files.', 'pattern', 'glob'),
  tool('Edit', 'Changes a file.', 'file_path', 'change'),
];
