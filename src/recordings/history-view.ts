// What is said of a request that brings only what is new: `show`, the page.
import type { UnknownHistory } from '../exchange/continued-request.ts';
import type { ContinuedCall } from './threads.ts';

export interface HistoryView {
  /** Id of the answer that the request continues. */
  readonly continues: string;
  /** The exchange that was answered so; null: not recorded. */
  readonly exchange: string | null;
  /** Messages or items that were sent; null: see `unknown`. */
  readonly sent: number | null;
  /** Those that the server held; null: see `unknown`. */
  readonly inherited: number | null;
  /** Exchanges that those are of, in order. */
  readonly from: readonly string[];
  /** Why the history is not known; null: it is. */
  readonly unknown: UnknownHistory | null;
}

/** @returns null: the request brings its whole history */
export function historyView(continued: ContinuedCall | null): HistoryView | null {
  if (continued === null) return null;
  const { answer, exchange, rebuilt } = continued;
  const known = typeof rebuilt === 'string' ? null : rebuilt;
  return {
    continues: answer,
    exchange,
    sent: known?.sent ?? null,
    inherited: known?.inherited ?? null,
    from: known?.from ?? [],
    unknown: typeof rebuilt === 'string' ? rebuilt : null,
  };
}
