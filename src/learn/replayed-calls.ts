// The calls of a session, each with the reasoning in its prompt where all is replayed: every call
// adds its own, and what the model does not read any more goes.
import type { UsageCall } from '../domain/usage-call.ts';
import type { CallTokens } from './compared-call.ts';
import type { CountingRules } from './expected-count.ts';
import { type LinkedCall, type LinkedSession, linkCalls } from './link-calls.ts';

/** A reasoning item in the prompt: where it is, and how long it is. */
export interface Replayed {
  readonly at: number;
  readonly tokens: number;
}

export interface ReplayedCall {
  readonly call: UsageCall;
  readonly tokens: CallTokens;
  /** null: the prompt does not continue that of the call before, or its counters are not known. */
  readonly linked: LinkedCall | null;
  /** The reasoning in its prompt, in order. */
  readonly replayed: readonly Replayed[];
  /** The first that the prompt before had and this one has not; null: none was dropped. */
  readonly dropped: Replayed | null;
}

/**
 * The calls whose counters are known.
 * @param rules the context rule included; null there counts as `current_turn`
 */
export function* replayedCalls(
  session: LinkedSession,
  { contextRule }: CountingRules,
): Generator<ReplayedCall> {
  const linked = new Map(linkCalls(session).map((each) => [each.call, each]));
  let replayed: readonly Replayed[] = [];
  let before: UsageCall | null = null;
  let isBeforeKnown = false;
  for (const call of session.calls) {
    const beginsAgain = call.isCompacted || (before !== null && before.model !== call.model);
    const isDropped = contextRule !== 'all_turns' && call.beginsUserTurn === true;
    const dropped = isDropped ? (replayed.find(({ tokens }) => tokens > 0) ?? null) : null;
    if (beginsAgain || isDropped) replayed = [];
    before = call;
    const tokens = toTokens(call);
    if (tokens !== null) {
      yield {
        ...{ call, tokens, replayed, dropped },
        linked: isBeforeKnown ? (linked.get(call) ?? null) : null,
      };
      replayed = [...replayed, { at: tokens.input, tokens: call.reasoningTokens ?? 0 }];
    }
    isBeforeKnown = tokens !== null;
  }
}

/** null: a counter is not known. */
function toTokens(call: UsageCall): CallTokens | null {
  const { inputTokens, cachedTokens, outputTokens } = call;
  if (inputTokens === null || cachedTokens === null || outputTokens === null) return null;
  return { input: inputTokens, cached: cachedTokens, output: outputTokens };
}
