// What the runs of one history share while they are translated, see translate-history.
import type { HistoryAnchors } from '../../continuity/anchors.ts';
import type { Placement } from '../../continuity/placement.ts';
import type { Loss } from '../../domain/loss.ts';
import type { Anchor } from '../../domain/translator-state.ts';
import type { AnthropicToolUse } from '../../wire/anthropic/content.ts';
import type { AnthropicMessageParam } from '../../wire/anthropic/request.ts';
import type { ResponsesItem } from '../../wire/responses/item.ts';
import type { CallIds } from './call-ids.ts';

/** Messages of one side in a row, as indexes in the request's messages. */
export interface Run {
  readonly start: number;
  /** After the last one; `start`: there is none. */
  readonly end: number;
}

/** A call without its output. The client's id pairs the two within a run, and only there. */
export interface WaitingCall {
  readonly call: AnthropicToolUse;
  /** The id upstream. */
  readonly callId: string;
}

/** What the runs of one history share. */
export interface HistoryContext {
  readonly messages: readonly AnthropicMessageParam[];
  readonly anchors: HistoryAnchors;
  readonly placement: Placement;
  /** The translated history so far. */
  readonly items: ResponsesItem[];
  readonly losses: Loss[];
  /** The billing line is taken out of what the system says. */
  readonly stripsBilling: boolean;
  /** Calls so far, by the client's id. */
  readonly calls: Set<string>;
  readonly callIds: CallIds;
  /** Calls of the last assistant run that still wait for their output, in call order. */
  waiting: WaitingCall[];
}

/** Adds what the assistant produced in this message, after the reasoning that led to it. */
export function addProduced(
  anchor: Anchor | null,
  messageIndex: number,
  { items, placement }: HistoryContext,
  item: ResponsesItem,
): void {
  for (const reasoning of placement.before(anchor, messageIndex)) items.push(reasoning);
  items.push(item);
}
