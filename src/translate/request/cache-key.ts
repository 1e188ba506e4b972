// `prompt_cache_key` and the session header of a translated request.
import type { PreparedTurn } from '../../continuity/prepare-turn.ts';
import { sha256 } from '../../lib/sha256.ts';
import type { ResponsesItem } from '../../wire/responses/item.ts';
import type { ResponsesTool } from '../../wire/responses/request.ts';

/** Longest key and header that the backend takes, in characters. */
export const cacheKeyCharsMax = 64;

/** What routes a request to a machine that may still hold its prefix. */
export interface CacheRouting {
  /** `prompt_cache_key`; undefined: left out. */
  readonly key: string | undefined;
  /** `session-id` header; undefined: left out. */
  readonly header: string | undefined;
}

/**
 * @param prefix the translated start of the prompt, for `prefix-hash`
 */
export function cacheRouting(
  { input, sessionKey }: PreparedTurn,
  prefix: {
    readonly instructions: string | undefined;
    readonly tools: readonly ResponsesTool[];
    readonly items: readonly ResponsesItem[];
  },
): CacheRouting {
  const { options } = input;
  const key = (): string =>
    options.prompt_cache_key === 'prefix-hash'
      ? `prefix-${sha256(JSON.stringify([prefix.instructions ?? '', prefix.tools, prefix.items])).slice(0, 32)}`
      : sessionKey;
  return {
    key: options.prompt_cache_key === 'none' ? undefined : key(),
    header: options.session_header ? key() : undefined,
  };
}
