import type { Clock } from '../../domain/clock.ts';
import type { HeaderList } from '../../lib/header-list.ts';
import type { Scenario, ScenarioStep } from '../../scenarios/scenario.ts';
import type { ObservedResponse } from '../observe-response.ts';
import type { TurnRecorder } from '../turn-recorder.ts';

/** What an agent is handed for one trial. */
export interface TrialSetup {
  readonly scenario: Scenario;
  readonly model: string;
  readonly sessionId: string;
  readonly account: string;
  readonly clock: Clock & { advance(ms: number): void };
  readonly recorder: TurnRecorder;
  /**
   * The client has a step's whole response; the simulated model may go on. Says which step it was: the
   * script's next, or the one before once more.
   */
  readonly stepDone: () => ScenarioStep;
}

/** Plays a scenario to its end; `stopped` when a request failed for good. */
export type Agent = (setup: TrialSetup) => Promise<'complete' | 'stopped'>;

/** Tries per request, the first one included. */
export const attemptsMax = 3;
/** Pause before a retry, ms: the order of the real clients' first pauses. */
export const retryPauseMs = 600;

/** True for failures that the real clients retry: overload, server errors, broken streams. */
export function isWorthRetrying(observed: ObservedResponse): boolean {
  if (observed.status === 429 || observed.status >= 500) return true;
  return observed.status >= 200 && observed.status < 300 && observed.error !== null;
}

/** `retry-after` in ms, else the default pause. */
export function pauseBeforeRetryMs(headers: HeaderList): number {
  const seconds = Number(headers.find(([name]) => name.toLowerCase() === 'retry-after')?.[1]);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : retryPauseMs;
}
