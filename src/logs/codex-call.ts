// One call of a Codex session file, put together from what stands before and behind its usage
// report.
import type { LoggedCall, LoggedItem, LoggedSession } from '../domain/logged-call.ts';
import type { AnswerPhase } from '../domain/usage-call.ts';
import type { JsonObject } from '../lib/json.ts';
import { createCallSeries, type SeriesState } from './call-series.ts';
import { countersOf } from './codex-item.ts';
import type { LogContext } from './log-format.ts';

/** What is between two calls. */
export interface Gathered {
  inputs: LoggedItem[];
  newTokens: number | null;
  beginsUserTurn: boolean;
  isCompacted: boolean;
  hasImage: boolean;
  isBroken: boolean;
}

export interface Answer {
  outputs: LoggedItem[];
  encryptedCharacters: number;
  phase: AnswerPhase | null;
}

/** A usage report: counters as they stand there. */
export interface Report {
  readonly usage: JsonObject;
  readonly id: string | null;
  readonly atMs: number | null;
}

export interface Settings {
  readonly model: string;
  readonly effort: string | null;
}

export const nothingGathered = (): Gathered => ({
  inputs: [],
  newTokens: 0,
  beginsUserTurn: false,
  isCompacted: false,
  hasImage: false,
  isBroken: false,
});
export const noAnswer = (): Answer => ({ outputs: [], encryptedCharacters: 0, phase: null });

/** @returns completes one call after the other, in their order */
export function createCallFinisher({ source }: LogContext, state: SeriesState) {
  const series = createCallSeries(source, state);
  return (
    session: LoggedSession | null,
    { usage: counters, id, atMs }: Report,
    { model, effort }: Settings,
    gathered: Gathered,
    answer: Answer,
  ): LoggedCall => {
    const usage = series({
      session: session?.id ?? 'unknown',
      model,
      effort,
      atMs,
      counters: countersOf(counters),
      beginsUserTurn: gathered.beginsUserTurn,
      isCompacted: gathered.isCompacted,
      newInputTokens: gathered.newTokens,
      hasNewImage: gathered.hasImage,
      encryptedCharacters: answer.encryptedCharacters,
      phase: answer.phase,
      isDisturbed: gathered.hasImage || gathered.isBroken,
    });
    return { usage, atMs, id, inputs: gathered.inputs, outputs: answer.outputs };
  };
}
