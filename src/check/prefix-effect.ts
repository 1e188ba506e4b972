// What a changed translation does to the prefix cache: between the expected and the new request of
// the same turn, and from turn to turn inside the session.

import { createIdealCacheCounter } from '../cache-model/ideal-cache-counter.ts';
import { commonPrompt, promptTokens, renderRequest } from '../cache-model/prompt-tokens.ts';
import type { PromptSegment } from '../cache-model/render-prompt.ts';
import { estimateReasoning, promptSalt } from '../cache-model/render-prompt.ts';
import type { Tokenizer } from '../domain/tokenizer.ts';
import {
  type CacheModelParameters,
  defaultCacheModelParameters,
} from '../profiles/cache-model-parameters.ts';
import { contextRuleOf } from '../profiles/model-profiles.ts';
import { sum } from '../stats/descriptive.ts';
import type { ResponsesRequest } from '../wire/responses/request.ts';
import { describeChange } from './describe-change.ts';

/** Theoretical numbers: prefix arithmetic, no eviction, no misses. */
export interface PrefixEffect {
  /** Tokens of the rendered prompt, expected and now. */
  readonly tokens_before: number;
  readonly tokens_after: number;
  /** Tokens that both prompts begin with. */
  readonly common_tokens: number;
  /** Where the prompt differs first, as a pointer into the new request; null: it does not. */
  readonly first_break: string | null;
  /** Cached tokens that the turns from this one on lose inside their session, all together. */
  readonly cached_tokens_lost: number;
  /** Turns (`NN`) that lose some. */
  readonly turns: readonly string[];
  /** The least and the most that one of them loses. */
  readonly lost_each: readonly [least: number, most: number];
  /** What breaks it, such as `/tools/7 moved`; null: nothing, or the model is another one. */
  readonly because: string | null;
}

export interface ComparedPrompt {
  readonly number: string;
  readonly expected: ResponsesRequest;
  readonly actual: ResponsesRequest;
}

/** What tokens are, and how a backend caches them. */
interface EffectRules {
  readonly tokenizer: Tokenizer;
  readonly parameters: CacheModelParameters;
}

interface Prompt {
  readonly salt: string;
  readonly segments: readonly PromptSegment[];
}

function promptOf(request: ResponsesRequest | undefined): Prompt {
  if (request === undefined) return { salt: '', segments: [] };
  return { salt: promptSalt(request), segments: renderRequest(request) };
}

/** What an ideal cache would hold of each request of a session. */
function cachedTokens(
  requests: readonly ResponsesRequest[],
  { tokenizer, parameters }: EffectRules,
): number[] {
  const cache = createIdealCacheCounter(tokenizer, estimateReasoning, parameters);
  return requests.map((request) => {
    const contextRule = contextRuleOf(request, parameters);
    return cache.note(request, { contextRule }, true);
  });
}

/** Cached tokens that each turn loses inside its session. */
function lossPerCall(turns: readonly ComparedPrompt[], rules: EffectRules): number[] {
  const expected = turns.map((turn) => turn.expected);
  const actual = turns.map((turn) => turn.actual);
  const before = cachedTokens(expected, rules);
  const now = cachedTokens(actual, rules);
  return before.map((tokens, at) => tokens - (now[at] ?? 0));
}

/**
 * @param turns all turns of a fixture in one arm, in order
 * @param parameters rules of the cache; absent: what the model's profile says
 * @returns the effect of a turn that changed, by its index; the session is counted once
 */
export function createPrefixEffects(
  turns: readonly ComparedPrompt[],
  tokenizer: Tokenizer,
  parameters: CacheModelParameters = defaultCacheModelParameters,
): (index: number) => PrefixEffect {
  const rules = { tokenizer, parameters };
  let lossOf: readonly number[] | undefined;
  return (index) => {
    lossOf ??= lossPerCall(turns, rules);
    return prefixEffect(turns, index, lossOf, rules);
  };
}

function prefixEffect(
  turns: readonly ComparedPrompt[],
  index: number,
  lossOf: readonly number[],
  { tokenizer, parameters }: EffectRules,
): PrefixEffect {
  const losses = lossOf.map((tokens, at) => (at < index ? 0 : tokens));
  const changed = turns[index];
  const some = losses.filter((tokens) => tokens > 0);
  const lost = some.length === 0 ? [0] : some;
  const expected = promptOf(changed?.expected);
  const actual = promptOf(changed?.actual);
  const common = commonPrompt(expected.segments, actual.segments, tokenizer);
  const sameSalt = expected.salt === actual.salt;
  const broken =
    common.brokenAt ??
    (expected.segments.length === actual.segments.length
      ? undefined
      : Math.min(expected.segments.length, actual.segments.length));
  return {
    tokens_before: promptTokens(expected.segments, tokenizer),
    tokens_after: promptTokens(actual.segments, tokenizer),
    common_tokens: sameSalt ? common.tokens : 0,
    first_break: sameSalt
      ? broken === undefined
        ? null
        : ((actual.segments[broken] ?? expected.segments[broken])?.pointer ?? null)
      : '/model',
    cached_tokens_lost: sum(losses),
    turns: turns.flatMap(({ number }, at) => ((losses[at] ?? 0) > 0 ? [number] : [])),
    lost_each: [Math.min(...lost), Math.max(...lost)],
    because:
      changed === undefined ? null : describeChange(changed.expected, changed.actual, parameters),
  };
}
