// How well the local count follows what a client's backend reports, over all sessions of the
// client: what `explain` says in tokens is as good as this.
import { median } from '../stats/descriptive.ts';
import type { ExplainedCall } from './explain-call.ts';

export interface LocalCount {
  readonly client: string;
  readonly sessions: number;
  /** Turns whose answer reports usage. */
  readonly turns: number;
  /** Median over the turns of tokens reported for one counted here. */
  readonly scale: number;
  /** Median over the turns of the scaled count's relative error; each session has its own scale. */
  readonly median_error: number;
}

export interface CountedSession {
  readonly client: string;
  readonly turns: readonly ExplainedCall[];
}

/** Turns whose prompt was counted here and by the backend. */
export function countedTurns(turns: readonly ExplainedCall[]): ExplainedCall[] {
  return turns.filter(
    ({ actual_cached_tokens, unknown_history }) =>
      actual_cached_tokens !== null && unknown_history === undefined,
  );
}

/** Relative error of each turn's local count, scaled by the session's median. */
export function countErrors(turns: readonly ExplainedCall[]): number[] {
  const answered = countedTurns(turns);
  const scale = median(answered.map((turn) => turn.scale));
  return scale === null ? [] : answered.map((turn) => Math.abs(scale / turn.scale - 1));
}

/** Per client, in the order of first appearance; clients without any usage are left out. */
export function countPerClient(sessions: readonly CountedSession[]): LocalCount[] {
  return [...new Set(sessions.map(({ client }) => client))].flatMap((client) => {
    const own = sessions.filter((session) => session.client === client);
    const errors = own.flatMap(({ turns }) => countErrors(turns));
    const scales = own.flatMap(({ turns }) => countedTurns(turns).map((turn) => turn.scale));
    const scale = median(scales);
    const error = median(errors);
    return scale === null || error === null
      ? []
      : [{ client, sessions: own.length, turns: errors.length, scale, median_error: error }];
  });
}
