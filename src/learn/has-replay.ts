// Whether a session's client sends reasoning back: inside a user turn the prompt either grows by
// the reasoning of the call before, or is short of it.
import type { LinkedCall } from './link-calls.ts';

/** Less reasoning cannot be told from counting noise. */
const reasoningTokensMin = 200;
/** Counted and missing within this share of the reasoning. */
const tolerance = 0.25;
const leastCalls = 3;
/** Of the calls that tell: so many must agree. */
const majority = 0.8;

/** @param linked calls of one session @returns null: they do not tell */
export function hasReplay(linked: readonly LinkedCall[]): boolean | null {
  const missing = linked.flatMap((each) => missingShare(each) ?? []);
  const counted = missing.filter((share) => Math.abs(share) <= tolerance).length;
  const absent = missing.filter((share) => Math.abs(share - 1) <= tolerance).length;
  if (missing.length < leastCalls) return null;
  if (counted >= majority * missing.length) return true;
  return absent >= majority * missing.length ? false : null;
}

/** Share of the reasoning of the call before that is not in the prompt; null: not known. */
function missingShare({ call, previous }: LinkedCall): number | null {
  const { inputTokens, newInputTokens } = call;
  const { inputTokens: before, outputTokens, reasoningTokens } = previous;
  if (!call.isRegular || call.beginsUserTurn !== false) return null;
  if (inputTokens === null || newInputTokens === null || before === null) return null;
  if (outputTokens === null || reasoningTokens === null) return null;
  if (reasoningTokens < reasoningTokensMin) return null;
  return (before + outputTokens + newInputTokens - inputTokens) / reasoningTokens;
}
