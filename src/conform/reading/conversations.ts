// Evidence by conversation and by label.
import type { PlayedExchange } from '../evidence.ts';

/** Conversations of each play, in the order in which they began. */
export function conversations(exchanges: readonly PlayedExchange[]): (readonly PlayedExchange[])[] {
  return [
    ...Map.groupBy(exchanges, ({ play, conversation }) => `${play} ${conversation}`).values(),
  ];
}

/** Exchanges of one conversation, by its name. */
export function conversation(
  exchanges: readonly PlayedExchange[],
  name: string,
): readonly PlayedExchange[] {
  return exchanges.filter((exchange) => exchange.conversation === name);
}

/** Exchanges with this label. */
export function labelled(
  exchanges: readonly PlayedExchange[],
  label: string,
): readonly PlayedExchange[] {
  return exchanges.filter((exchange) => exchange.label === label);
}

/** Each exchange of a conversation with the one before it. */
export function neighbours(
  exchanges: readonly PlayedExchange[],
): (readonly [PlayedExchange, PlayedExchange])[] {
  return conversations(exchanges).flatMap((played) =>
    played.slice(1).flatMap((now, index) => {
      const before = played[index];
      return before === undefined ? [] : [[before, now] as const];
    }),
  );
}
