// What a call's prompt is besides cached or not: whether the user speaks in it, and how much of it
// is reasoning of earlier answers.
import { findUserTurn } from '../exchange/user-turn.ts';
import type { JsonObject } from '../lib/json.ts';
import type { CacheRules } from '../profiles/cache-rules.ts';
import { sum } from '../stats/descriptive.ts';
import type { Protocol } from '../wire/protocol.ts';
import type { ExplainedCall } from './explain-call.ts';
import type { RenderedCall } from './render-call.ts';

export interface PromptFacts {
  /** First words of the user's message that this call answers; null: it continues with tools. */
  readonly userWords: string | null;
  /** Reasoning of earlier answers that is in the prompt, in tokens; part of the input. */
  readonly replayedReasoningTokens: number;
  /** A prefix that was not used for longer is gone, ms; 0: not known. */
  readonly idleLifetimeMs: number;
}

export function promptFacts(
  protocol: Protocol,
  request: JsonObject,
  { segments }: Pick<RenderedCall, 'segments'>,
  { scale }: Pick<ExplainedCall, 'scale'>,
  { idleMs }: Pick<CacheRules, 'idleMs'>,
): PromptFacts {
  const reasoning = segments.map((one) =>
    one.kind === 'opaque' && one.what === 'reasoning' ? one.tokens : 0,
  );
  return {
    userWords: findUserTurn(protocol, request),
    replayedReasoningTokens: Math.round(sum(reasoning) * scale),
    idleLifetimeMs: idleMs,
  };
}
