// What a perfect cache would serve of a prompt: one machine, no misses. One interface for every
// cache; ideal-responses-cache.ts and ideal-anthropic-cache.ts are the two that are known.

import type { Breakpoint } from './breakpoints.ts';
import type { PromptSegment } from './render-prompt.ts';

/** A prompt as an ideal cache reads it. */
export interface CachePrompt {
  readonly model: string;
  /** What makes every cached prefix another one, besides the prompt's text. */
  readonly salt: string;
  readonly segments: readonly PromptSegment[];
  /** In the order of the prompt. */
  readonly breakpoints: readonly Breakpoint[];
}

/** Local tokens. */
export interface IdealCacheView {
  /** Of the whole prompt. */
  readonly tokens: number;
  /** Cacheable prefix that some earlier call holds, however old. */
  readonly held: number;
  /** Of these, what was used recently enough. */
  readonly fresh: number;
}

export interface IdealCache {
  look(prompt: CachePrompt, nowMs: number): IdealCacheView;
  /**
   * What could be served of an earlier prompt's first `tokens`, had they been kept as they were.
   */
  cacheable(tokens: number, before: CachePrompt): number;
  /**
   * The call was answered: its prompt is held from now on.
   * @param generated the answer as it will be replayed; counts only where outputs are cached
   */
  hold(prompt: CachePrompt, generated: readonly PromptSegment[], nowMs: number): void;
}
