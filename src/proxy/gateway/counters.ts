import type { RequestTranslation } from '../../domain/translation.ts';

/** What became of reasoning in this gateway so far, over all sessions. */
export interface GatewayCounters {
  turns: number;
  /** Reasoning items that went back upstream, counted each time. */
  replayed: number;
  /** Thinking blocks that another account, model or translator had made: ignored. */
  foreign: number;
  /** Requests that the backend refused for their reasoning. */
  refusals: number;
  /** Loads and commits that the reasoning store failed; the turn went on without it. */
  storeFailures: number;
}

export function createGatewayCounters(): GatewayCounters {
  return { turns: 0, replayed: 0, foreign: 0, refusals: 0, storeFailures: 0 };
}

/** Counts one translated request. */
export function countTranslation(
  counters: GatewayCounters,
  { value, losses }: RequestTranslation,
): void {
  counters.turns++;
  counters.replayed += value.body.input.filter(({ type }) => type === 'reasoning').length;
  counters.foreign += losses.filter(({ feature }) => feature === 'thinking-foreign').length;
}
