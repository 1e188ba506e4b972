// The calls of one session file -> where its cache broke and why, as far as counters and items
// tell. The requests are not there, so a break has a cause of `lostPrefixCauses` and no place in
// the prompt.
import type { LoggedCall, LoggedItem, NotHeld } from '../domain/logged-call.ts';
import type { UsageCall } from '../domain/usage-call.ts';
import { type LostPrefixCause, lostPrefix } from './lost-prefix.ts';
import { unknownCounters } from './unknown-counters.ts';

/** Items of one kind that a call was sent or answered with. */
export interface ItemSum {
  /** With the role, where the kind has one: `message/user`. */
  readonly kind: string;
  readonly items: number;
  readonly characters: number;
  /** Of the items: those whose text an earlier call of the session was sent already. */
  readonly sent_before: number;
}

/** One call; null is not known. */
export interface ExplainedLogCall {
  readonly call: number;
  readonly at: string | null;
  readonly model: string;
  readonly begins_user_turn: boolean | null;
  readonly idle_seconds: number | null;
  readonly input_tokens: number | null;
  readonly cached_tokens: number | null;
  readonly output_tokens: number | null;
  readonly reasoning_tokens: number | null;
  /** Tokens that the call before had sent and that were not counted as cached. */
  readonly lost_prefix_tokens: number | null;
  readonly cause: LostPrefixCause | null;
  readonly inputs: readonly ItemSum[];
  readonly outputs: readonly ItemSum[];
}

export interface ExplainedLog {
  readonly session: string;
  readonly source: string;
  readonly calls: readonly ExplainedLogCall[];
  readonly input_tokens: number;
  /** Of the input of calls that report cached tokens; null: none does. */
  readonly cached_share: number | null;
  readonly lost_prefix_tokens: Readonly<Partial<Record<LostPrefixCause, number>>>;
  /** Counters that some calls do not have, with the number of those calls. */
  readonly not_known: Readonly<Record<string, number>>;
  /** What the files of the session do not hold at all. */
  readonly not_held: readonly NotHeld[];
}

/** @param calls of one session, in their order */
export function explainCalls(
  calls: readonly LoggedCall[],
  notHeld: readonly NotHeld[],
): ExplainedLog {
  const seen = new Set<string>();
  const lost: Partial<Record<LostPrefixCause, number>> = {};
  const explained = calls.map(({ usage, atMs, inputs, outputs }, index): ExplainedLogCall => {
    const before = calls[index - 1]?.usage;
    const broken = before === undefined ? null : lostPrefix(before, usage);
    if (broken !== null) lost[broken.cause] = (lost[broken.cause] ?? 0) + broken.tokens;
    const isKnown = usage.cachedTokens !== null && before?.inputTokens != null;
    return {
      call: usage.position,
      at: atMs === null ? null : new Date(atMs).toISOString(),
      model: usage.model,
      begins_user_turn: usage.beginsUserTurn,
      idle_seconds: usage.idleSeconds,
      input_tokens: usage.inputTokens,
      cached_tokens: usage.cachedTokens,
      output_tokens: usage.outputTokens,
      reasoning_tokens: usage.reasoningTokens,
      lost_prefix_tokens: broken?.tokens ?? (isKnown ? 0 : null),
      cause: broken?.cause ?? null,
      inputs: sumItems(inputs, seen),
      outputs: sumItems(outputs, seen),
    };
  });
  const unknown = new Map<string, number>();
  for (const name of calls.flatMap(({ usage }) => unknownCounters(usage))) {
    unknown.set(name, (unknown.get(name) ?? 0) + 1);
  }
  const reporting = calls.filter(
    ({ usage }) => usage.cachedTokens !== null && usage.inputTokens !== null,
  );
  const sum = (of: (usage: UsageCall) => number | null, over = calls): number =>
    over.reduce((total, { usage }) => total + (of(usage) ?? 0), 0);
  const cacheable = sum(({ inputTokens }) => inputTokens, reporting);
  return {
    session: calls[0]?.usage.session ?? '',
    source: calls[0]?.usage.source ?? '',
    calls: explained,
    input_tokens: sum(({ inputTokens }) => inputTokens),
    cached_share:
      cacheable === 0 ? null : sum(({ cachedTokens }) => cachedTokens, reporting) / cacheable,
    lost_prefix_tokens: lost,
    not_known: Object.fromEntries(unknown),
    not_held: notHeld,
  };
}

function sumItems(items: readonly LoggedItem[], seen: Set<string>): ItemSum[] {
  const sums = new Map<string, { items: number; characters: number; sent_before: number }>();
  for (const { kind, role, characters, hash } of items) {
    const name = role === null ? kind : `${kind}/${role}`;
    const sum = sums.get(name) ?? { items: 0, characters: 0, sent_before: 0 };
    sums.set(name, sum);
    sum.items++;
    sum.characters += characters;
    if (characters > 0 && seen.has(hash)) sum.sent_before++;
    seen.add(hash);
  }
  return [...sums].map(([kind, sum]) => ({ kind, ...sum }));
}
