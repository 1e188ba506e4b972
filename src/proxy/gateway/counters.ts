// What became of reasoning in one gateway, counted over all sessions.
import type { Commit, Failed, Retry, Send } from '../../translate/turn/states.ts';

export interface GatewayCounters {
  turns: number;
  /**
   * Reasoning items that went back upstream with the first attempt of a turn, counted each time.
   */
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

/** Counts a turn by what its request became. */
export function countRequest(counters: GatewayCounters, step: Send | Failed): void {
  const input = step.type === 'send' ? step.attempt.translation.value.body.input : [];
  const { losses } = step.type === 'send' ? step.attempt.translation : step;
  counters.turns++;
  counters.replayed += input.filter(({ type }) => type === 'reasoning').length;
  counters.foreign += losses.filter(({ feature }) => feature === 'thinking-foreign').length;
}

/** Counts the answer to one attempt. */
export function countAnswer(counters: GatewayCounters, end: Commit | Retry | Failed): void {
  const isRefusal =
    end.type === 'retry' ||
    (end.type === 'failed' &&
      (end.cause === 'reasoning-refused' || end.cause === 'thinking-refused'));
  if (isRefusal) counters.refusals++;
}
