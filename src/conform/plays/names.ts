// Play: tools as clients of many servers offer them: names that are too long or have dots, and
// schemas that a strict backend refuses.
import type { JsonObject } from '../../lib/json.ts';
import type { AnthropicTool } from '../../wire/anthropic/request.ts';
import { defaultTools } from '../stage/client-defaults.ts';
import type { Play } from '../stage/stage.ts';
import { call, say } from './steps.ts';

export const longName = `mcp__${'enterprise_knowledge_'.repeat(4)}search`;

const object = { type: 'object', properties: { query: { type: 'string' } } };
const named: readonly AnthropicTool[] = [
  { name: longName, description: 'Searches.', input_schema: object },
  { name: 'files.read', description: 'Reads.', input_schema: object },
];
const oddSchemas: readonly AnthropicTool[] = [
  {
    ...{ name: 'list', description: 'Takes a list.' },
    input_schema: { type: 'object', properties: { paths: { type: 'array' } } },
  },
  {
    name: 'empty',
    description: 'Takes nothing.',
    input_schema: { type: 'object', properties: null },
  },
  {
    ...{ name: 'either', description: 'Takes one or the other.' },
    input_schema: { anyOf: [object, { type: 'object', properties: { id: { type: 'string' } } }] },
  },
];

/** The name under which the gateway offers the tool that was described so. */
function nameOf(request: JsonObject, description: string): string {
  const tools = (Array.isArray(request['tools']) ? request['tools'] : []) as readonly JsonObject[];
  return String(tools.find((tool) => tool['description'] === description)?.['name'] ?? 'Bash');
}

export const names: Play = {
  name: 'names',
  title: 'tools with long names',
  async run(stage) {
    const talk = stage.conversation({ name: 'main', tools: [...defaultTools, ...named] });
    talk.user('Search.');
    await talk.ask({
      label: 'a call of a tool with a long name',
      stepOf: (request) =>
        call([{ id: 'call_named_01', name: nameOf(request, 'Searches.'), input: '{}' }]).step,
    });
    talk.results(['found']);
    await talk.ask({ label: 'after that call', ...say('Found.') });
  },
};

export const schemas: Play = {
  name: 'schemas',
  title: 'tools with unusual schemas',
  async run(stage) {
    const talk = stage.conversation({ name: 'main', tools: [...defaultTools, ...oddSchemas] });
    talk.user('Question.');
    await talk.ask({ label: 'unusual schemas', ...say('Answer.') });
  },
};
