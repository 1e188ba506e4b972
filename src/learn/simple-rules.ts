// Rules that are plain shares of calls: what a session's first call finds, what a change of effort
// leaves of the prefix, and whether cache writes are counted.
import type { UsageCall } from '../domain/usage-call.ts';
import { clusteredShareInterval } from '../stats/clustered.ts';
import { countBySession } from './count-by-session.ts';
import { basisOf, confidenceOf, type LearnedRule, level, open, tooLittle } from './learned-rule.ts';
import type { LinkedSession } from './link-calls.ts';

interface Seen {
  readonly sessionKey: string;
  readonly source: string;
  readonly is: boolean;
}

function learnShare(seen: readonly Seen[], least: number): LearnedRule<number> {
  const basis = basisOf(seen);
  const why = tooLittle(basis, least);
  if (why !== null) return open(basis, [why]);
  return {
    value: seen.filter(({ is }) => is).length / seen.length,
    ...basis,
    interval: clusteredShareInterval(
      countBySession(seen, ({ is }) => is),
      level,
    ),
    confidence: confidenceOf(basis, 1),
    against: [],
  };
}

/** Share of sessions whose first call found something cached. */
export function learnFirstCallHit(
  sessions: readonly LinkedSession[],
  isOwn: (call: UsageCall) => boolean,
): LearnedRule<number> {
  const seen = sessions.flatMap(({ key, source, calls }) => {
    const first = calls[0];
    if (first === undefined || first.position !== 0 || !isOwn(first)) return [];
    if (first.cachedTokens === null) return [];
    return [{ sessionKey: key, source, is: first.cachedTokens > 0 }];
  });
  return learnShare(seen, 10);
}

/** Share of changes of effort after which at least half of the prompt before was still cached. */
export function learnEffortChange(
  sessions: readonly LinkedSession[],
  isOwn: (call: UsageCall) => boolean,
): LearnedRule<number> {
  const seen = sessions.flatMap(({ key, source, calls }) =>
    calls.flatMap((call, index) => {
      const before = calls[index - 1];
      if (before === undefined || !isOwn(call) || before.model !== call.model) return [];
      if (call.isCompacted || before.effort === call.effort) return [];
      if (call.cachedTokens === null || before.inputTokens === null) return [];
      return [{ sessionKey: key, source, is: call.cachedTokens > before.inputTokens / 2 }];
    }),
  );
  return learnShare(seen, 3);
}

/** Share of calls that report cache writes above zero, of those that report them at all. */
export function learnCacheWrites(
  sessions: readonly LinkedSession[],
  isOwn: (call: UsageCall) => boolean,
): LearnedRule<number> {
  const seen = sessions.flatMap(({ key, source, calls }) =>
    calls
      .filter((call) => isOwn(call) && call.cacheWriteTokens !== null)
      .map((call) => ({ sessionKey: key, source, is: (call.cacheWriteTokens ?? 0) > 0 })),
  );
  return learnShare(seen, 30);
}
