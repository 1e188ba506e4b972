// Play: fields of the request that change what the model may do, and some that the backend refuses.
import type { AnthropicRequest } from '../../wire/anthropic/request.ts';
import type { Play } from '../stage/stage.ts';
import { say } from './steps.ts';

const schema = {
  ...{ type: 'object', additionalProperties: false, required: ['title'] },
  properties: { title: { type: 'string' } },
};

/** What is asked for, by the label of its exchange. */
const wishes: Readonly<Record<string, Partial<AnthropicRequest>>> = {
  'any tool': { tool_choice: { type: 'any' } },
  'one tool': { tool_choice: { type: 'tool', name: 'Bash' } },
  'no tool': { tool_choice: { type: 'none' } },
  'one call at a time': { tool_choice: { type: 'auto', disable_parallel_tool_use: true } },
  'a form for the answer': { output_config: { format: { type: 'json_schema', schema } } },
  'sampling parameters': {
    ...{ temperature: 1, top_p: 0.9, top_k: 40, max_tokens: 2000, stop_sequences: ['END'] },
  },
  'fields of newer versions': {
    context_management: { edits: [{ type: 'clear_tool_uses_20250919' }] },
    diagnostics: { previous_message_id: null },
    ...{ fallbacks: [{ model: 'gpt-5.4' }], some_future_field: { a: 1 } },
  },
};

export const choices: Play = {
  name: 'choices',
  title: 'choices of tools, a form for the answer, parameters, unknown fields',
  async run(stage) {
    for (const [label, fields] of Object.entries(wishes)) {
      const talk = stage.conversation({ name: label });
      talk.user('Question.');
      const change = (request: AnthropicRequest) => ({ ...request, ...fields });
      await talk.ask({ label, change, ...say('{"title":"Answer"}') });
    }
  },
};
