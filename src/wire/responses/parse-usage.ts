// Token counts in the words of other servers -> those of the Responses API. Chat Completions counts
// `prompt_tokens`, Anthropic's words come from relays (their input excludes what was cached),
// DeepSeek and Moonshot put the cached tokens beside the others, some routers count by model.
import { isJsonObject, type JsonObject, type JsonValue } from '../../lib/json.ts';
import { tokenCount } from '../../lib/token-count.ts';
import type { ResponsesUsage } from './usage.ts';

/** @returns null where input or output tokens are not told */
export function parseResponsesUsage(value: unknown): ResponsesUsage | null {
  if (!isJsonObject(value)) return null;
  const told = countsOf(value);
  if (told !== null) return told;
  const byModel = Object.values(value).flatMap((each) =>
    isJsonObject(each) ? (countsOf(each) ?? []) : [],
  );
  return byModel.length === 0 ? null : byModel.reduce(sum);
}

function countsOf(usage: JsonObject): ResponsesUsage | null {
  const said = first(usage['input_tokens'], usage['prompt_tokens'], usage['inputTokens']);
  const output = first(usage['output_tokens'], usage['completion_tokens'], usage['outputTokens']);
  if (said === null || output === null) return null;
  const inputDetails = detailsOf(usage['input_tokens_details'], usage['prompt_tokens_details']);
  const outputDetails = detailsOf(
    usage['output_tokens_details'],
    usage['completion_tokens_details'],
  );
  const inside = first(
    inputDetails['cached_tokens'],
    usage['prompt_cache_hit_tokens'],
    usage['input_cached_tokens'],
    usage['cached_tokens'],
    usage['cachedInputTokens'],
  );
  const read = first(usage['cache_read_input_tokens']);
  const made = first(usage['cache_creation_input_tokens']);
  // Anthropic's counters are beside the input, the others are a part of it.
  const isBeside = inside === null && (read !== null || made !== null);
  const written = first(inputDetails['cache_write_tokens'], usage['cache_write_tokens'], made);
  const cached = inside ?? read ?? 0;
  const input = said + (isBeside ? cached + (made ?? 0) : 0);
  return {
    input_tokens: input,
    input_tokens_details: {
      cached_tokens: cached,
      ...(written === null ? {} : { cache_write_tokens: written }),
    },
    output_tokens: output,
    output_tokens_details: {
      reasoning_tokens: first(outputDetails['reasoning_tokens'], usage['reasoning_tokens']) ?? 0,
    },
    total_tokens: first(usage['total_tokens']) ?? input + output,
  };
}

function sum(one: ResponsesUsage, other: ResponsesUsage): ResponsesUsage {
  const written = [one, other].map(({ input_tokens_details: details }) => details);
  const writes = written.flatMap(({ cache_write_tokens: count }) => count ?? []);
  const add = (count: (usage: ResponsesUsage) => number): number => count(one) + count(other);
  return {
    input_tokens: add((usage) => usage.input_tokens),
    input_tokens_details: {
      cached_tokens: add((usage) => usage.input_tokens_details.cached_tokens),
      ...(writes.length === 0
        ? {}
        : { cache_write_tokens: writes.reduce((total, count) => total + count, 0) }),
    },
    output_tokens: add((usage) => usage.output_tokens),
    output_tokens_details: {
      reasoning_tokens: add((usage) => usage.output_tokens_details.reasoning_tokens),
    },
    total_tokens: add((usage) => usage.total_tokens),
  };
}

/** Some servers write counts as text. */
function first(...values: readonly (JsonValue | undefined)[]): number | null {
  for (const value of values) {
    const isText = typeof value === 'string' && /^\d{1,15}$/.test(value);
    const count = tokenCount(isText ? Number(value) : value);
    if (count !== null) return count;
  }
  return null;
}

function detailsOf(...values: readonly (JsonValue | undefined)[]): JsonObject {
  return values.find((value) => isJsonObject(value)) ?? {};
}
