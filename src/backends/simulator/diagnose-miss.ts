// Why the cache missed, as the public API says it of gpt-5.6 and later: a request that names an
// earlier response is compared with the one that this response answered.
import { canonicalJson } from '../../lib/canonical-json.ts';
import type { JsonObject, JsonValue } from '../../lib/json.ts';
import { modelCapabilities } from '../../profiles/model-capabilities.ts';
import type { ResponsesItem } from '../../wire/responses/item.ts';
import type { ResponsesRequest } from '../../wire/responses/request.ts';

/** Answered requests that an account can be asked about. */
const rememberedMax = 256;

/** The cache's side of the present request, in tokens. */
export interface CacheUse {
  readonly promptTokens: number;
  readonly cachedTokens: number;
}

export interface MissDiagnoser {
  /** The value of `prompt_cache_diagnostics`; null: it was not asked for. */
  diagnose(request: ResponsesRequest, use: CacheUse): JsonObject | null;
  /**
   * The request was answered.
   * @param bodyBytes of the request
   */
  remember(
    responseId: string,
    request: ResponsesRequest,
    promptTokens: number,
    bodyBytes: number,
  ): void;
  /** Of the bodies of the requests that are remembered. */
  heldBytes(): number;
}

interface Answered {
  readonly request: ResponsesRequest;
  readonly promptTokens: number;
  readonly bodyBytes: number;
}

const same = (a: unknown, b: unknown): boolean => json(a) === json(b);
const json = (value: unknown): string => canonicalJson((value ?? null) as JsonValue);
const compactions = (items: readonly ResponsesItem[]): number =>
  items.filter(({ type }) => type === 'compaction').length;

/** Every earlier item is still where it was. */
function isContinued(before: readonly ResponsesItem[], now: readonly ResponsesItem[]): boolean {
  return before.every((item, index) => item === now[index] || same(item, now[index]));
}

/**
 * The reasons in the order in which the vendor's types list them; which comes first where several
 * hold is assumed.
 */
const reasons: readonly [
  reason: string,
  holds: (before: ResponsesRequest, now: ResponsesRequest) => boolean,
][] = [
  ['model_changed', (before, now) => before.model !== now.model],
  ['prompt_cache_key_changed', (before, now) => before.prompt_cache_key !== now.prompt_cache_key],
  ['tools_changed', (before, now) => !same(before.tools, now.tools)],
  ['text_format_changed', (before, now) => !same(before.text?.format, now.text?.format)],
  ['reasoning_effort_changed', (before, now) => before.reasoning?.effort !== now.reasoning?.effort],
  ['verbosity_changed', (before, now) => before.text?.verbosity !== now.text?.verbosity],
  ['context_compacted', (before, now) => compactions(now.input) > compactions(before.input)],
  [
    'input_changed',
    (before, now) =>
      before.instructions !== now.instructions || !isContinued(before.input, now.input),
  ],
  ['service_tier_changed', (before, now) => before.service_tier !== now.service_tier],
];

/**
 * What an account's answered requests let the backend say.
 * @param bytesMax of the bodies of the requests that are remembered; the newest always is
 */
export function createMissDiagnoser(bytesMax: number): MissDiagnoser {
  const answered = new Map<string, Answered>();
  let total = 0;
  return {
    diagnose(request, { promptTokens, cachedTokens }) {
      const asked = request.prompt_cache_options?.comparison_response_id;
      if (typeof asked !== 'string' || !modelCapabilities(request.model).cacheDiagnostics) {
        return null;
      }
      const before = answered.get(asked);
      if (before === undefined) return { type: 'comparison_response_not_found' };
      const missed = Math.max(0, Math.min(before.promptTokens, promptTokens) - cachedTokens);
      const reason = reasons.find(([, holds]) => holds(before.request, request))?.[0];
      // What differs and is found all the same does not belong to this cache's prefix.
      if (missed === 0 || (reason === undefined && cachedTokens > 0)) return { type: 'cache_hit' };
      // The same prompt, gone or on another machine: the vendor has no word for that.
      if (reason === undefined) return { type: 'unavailable' };
      return {
        type: 'cache_miss',
        reason,
        cache_missed_tokens: missed,
        comparison_reusable_tokens: before.promptTokens,
      };
    },
    remember(responseId, request, promptTokens, bodyBytes) {
      answered.set(responseId, { request, promptTokens, bodyBytes });
      total += bodyBytes;
      for (const [oldest, { bodyBytes: bytes }] of answered) {
        const fits = answered.size <= rememberedMax && total <= bytesMax;
        if (fits || oldest === responseId) break;
        answered.delete(oldest);
        total -= bytes;
      }
    },
    heldBytes: () => total,
  };
}
