// Refused: a parameter that is not documented.
import { findHeader, type HeaderList } from '../../lib/header-list.ts';
import { refuse, type ValidationRule } from './rule.ts';

/** Everything that Codex CLI sends or that the public API documents. */
const knownParameters: ReadonlySet<string> = new Set([
  ...['model', 'instructions', 'stream', 'input', 'tools', 'tool_choice', 'parallel_tool_calls'],
  ...['reasoning', 'store', 'include', 'prompt_cache_key', 'text', 'client_metadata'],
  ...['service_tier', 'truncation', 'background', 'conversation', 'max_tool_calls', 'prompt'],
  ...['safety_identifier', 'stream_options', 'top_logprobs', 'context_management'],
  ...['max_output_tokens', 'temperature', 'top_p', 'frequency_penalty', 'presence_penalty'],
  ...['prompt_cache_retention', 'prompt_cache_options', 'previous_response_id', 'metadata', 'user'],
]);

/** Over WebSocket Codex CLI warms up with a request that generates nothing. */
function isKnown(name: string, headers: HeaderList): boolean {
  if (knownParameters.has(name)) return true;
  const beta = findHeader(headers, 'openai-beta') ?? '';
  return name === 'generate' && beta.includes('responses_websockets');
}

/** Content fields of other vendors that clients leave behind. */
const foreignContentFields = ['cache_control'];

/** Path of the first content part with a foreign field; undefined: none. */
function findForeignField(input: readonly object[]): string | undefined {
  for (const [index, item] of input.entries()) {
    for (const field of ['content', 'output'] as const) {
      const parts = (item as Record<string, unknown>)[field];
      if (!Array.isArray(parts)) continue;
      for (const [part, value] of (parts as readonly unknown[]).entries()) {
        const found = foreignContentFields.find(
          (name) => typeof value === 'object' && value !== null && name in value,
        );
        if (found) return `input[${index}].${field}[${part}].${found}`;
      }
    }
  }
  return undefined;
}

export const unknownParameter: ValidationRule = {
  name: 'unknown-parameter',
  trigger: 'a parameter that the API does not document, or `cache_control` on a content part',
  source: 'Lingtai PR 272 (content parts); the text is that of the public API',
  isOnByDefault: true,
  check({ request, headers }) {
    const found =
      Object.keys(request).find((name) => !isKnown(name, headers)) ??
      findForeignField(request.input);
    return found === undefined
      ? null
      : refuse(`Unknown parameter: '${found}'.`, found, 'unknown_parameter');
  },
};
