// The `text` settings of a request: verbosity and format.
import type { Loss } from '../../domain/loss.ts';
import type { TranslatorOptions } from '../../domain/translator-options.ts';
import { isJsonObject, type JsonValue } from '../../lib/json.ts';
import { objectInText } from '../../lib/json-in-text.ts';
import type { AnthropicRequest } from '../../wire/anthropic/request.ts';
import type { ResponsesRequest } from '../../wire/responses/request.ts';
import { toolParameters } from './tool-schema.ts';

/**
 * Verbosity from the options, a JSON schema from `output_config.format` (or the older
 * `output_format`).
 */
export function translateText(
  request: AnthropicRequest,
  options: TranslatorOptions,
  losses: Loss[],
): ResponsesRequest['text'] {
  const verbosity = options.verbosity === 'request' ? undefined : options.verbosity;
  const format = formatOf(request, losses);
  if (verbosity === undefined && format === undefined) return undefined;
  return {
    ...(verbosity === undefined ? {} : { verbosity }),
    ...(format === undefined ? {} : { format }),
  };
}

function formatOf(request: AnthropicRequest, losses: Loss[]): unknown {
  const inConfig = request.output_config?.format;
  const format = inConfig ?? request['output_format'];
  if (format === undefined || format === null) return undefined;
  const pointer = inConfig === undefined ? '/output_format' : '/output_config/format';
  const given = isJsonObject(format) ? objectInText((format['schema'] ?? null) as JsonValue) : null;
  if (isJsonObject(format) && format['type'] === 'json_schema' && isJsonObject(given)) {
    // The backend's rules for schemas are those of its tools.
    const { schema, approximated } = toolParameters(given);
    if (approximated) losses.push(otherSchema(pointer));
    // Not strict: strict mode refuses schemas with optional properties.
    return { type: 'json_schema', name: 'response', schema, strict: false };
  }
  losses.push({
    kind: 'dropped',
    feature: 'output-format',
    pointer,
    detail: 'Only a json_schema format has a counterpart; the format was left out.',
  });
  return undefined;
}

function otherSchema(pointer: string): Loss {
  return {
    kind: 'approximated',
    feature: 'output-format',
    pointer: `${pointer}/schema`,
    detail: 'The backend refuses such a schema; one that allows more was sent instead.',
  };
}
