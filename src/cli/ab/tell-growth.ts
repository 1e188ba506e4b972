// What a run will add to the database, said before its first trial.
import { estimateTrialBytes } from '../../experiment/estimate-growth.ts';
import type { PlayObserver } from '../../experiment/play-definition.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { Terminal } from '../../terminal/console.ts';
import { noteGrowth } from '../recording/note-growth.ts';

export interface ToGrow {
  readonly scenarios: readonly Scenario[];
  /** The database's path. */
  readonly db: string;
  readonly terminal: Terminal;
  /** Whether the run that is saved stays until this one has finished. */
  isReplacing(): boolean;
}

/** The observer, which says how much there is to play, and how much it will take. */
export function tellGrowth(
  observer: PlayObserver,
  { scenarios, db, terminal, isReplacing }: ToGrow,
): PlayObserver {
  return {
    begin(planned, played) {
      observer.begin(planned, played);
      if (played === planned) return;
      const bytes = estimateTrialBytes(scenarios) * (planned - played);
      // What replaces the saved run is written twice: while it is played, and when it is moved.
      const bytesMeanwhile = isReplacing() ? 2 * bytes : bytes;
      noteGrowth(terminal, db, { what: 'the run adds about', bytes, bytesMeanwhile });
    },
    trialPlayed: observer.trialPlayed,
  };
}
