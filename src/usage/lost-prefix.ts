// Which tokens of a prompt had been sent before and were not counted as cached, and why, as far as
// counters tell. `explain` says it to the byte where the requests were recorded.
import type { UsageCall } from '../domain/usage-call.ts';

/** In the order in which they are tried: the first that fits is the cause. */
export const lostPrefixCauses = {
  compacted: 'the history was compacted',
  'settings-changed': 'the model or its effort changed',
  idle: 'no call for over an hour',
  'user-turn':
    'a user turn began after reasoning: dropped with what followed it, where a model drops it',
  rounding: 'less than 1,024 tokens: counts move in steps',
  unexplained: 'a miss that counters do not explain',
} as const;

export type LostPrefixCause = keyof typeof lostPrefixCauses;

export interface LostPrefix {
  readonly tokens: number;
  readonly cause: LostPrefixCause;
}

const idleSecondsMax = 3600;
/** The largest step in which a backend is known to count. */
const stepTokens = 1024;

/**
 * @param before the call before in the same session
 * @returns null where nothing was lost, or counters are not known
 */
export function lostPrefix(before: UsageCall, call: UsageCall): LostPrefix | null {
  if (before.inputTokens === null || call.cachedTokens === null) return null;
  const tokens = Math.min(before.inputTokens, call.inputTokens ?? 0) - call.cachedTokens;
  if (tokens <= 0) return null;
  return { tokens, cause: causeOf(call, tokens) };
}

function causeOf(call: UsageCall, tokens: number): LostPrefixCause {
  if (call.isCompacted) return 'compacted';
  if (call.hasChangedSettings) return 'settings-changed';
  if ((call.idleSeconds ?? 0) > idleSecondsMax) return 'idle';
  if (tokens < stepTokens) return 'rounding';
  if (call.beginsUserTurn === true && (call.reasoningSinceUserTurn ?? 0) > 0) return 'user-turn';
  return 'unexplained';
}
