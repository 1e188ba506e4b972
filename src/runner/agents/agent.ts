// What plays a trial, and what it is handed.
import { findHeader, type HeaderList } from '../../lib/header-list.ts';
import type { Scenario, ScenarioStep } from '../../scenarios/scenario.ts';
import type { ResponsesRequest } from '../../wire/responses/request.ts';
import { noResponse, type ObservedResponse } from '../observe-response.ts';
import type { TrialClock } from '../trial-clock.ts';
import type { TurnRecorder } from '../turn-recorder.ts';

/** What an agent is handed for one trial. */
export interface TrialSetup {
  readonly scenario: Scenario;
  readonly model: string;
  readonly sessionId: string;
  readonly account: string;
  /** The service that answers, or is modelled: what a translation must heed. */
  readonly backend: string;
  readonly clock: TrialClock;
  readonly recorder: TurnRecorder;
  /**
   * The client has a step's whole response; says which step the simulated model took: the script's
   * next, or the one before once more. null: the model is a real one and runs free.
   */
  readonly stepTaken: (() => ScenarioStep) | null;
}

/** Plays a scenario to its end; `stopped` when a request failed for good. */
export type Agent = (setup: TrialSetup) => Promise<'complete' | 'stopped'>;

/** What is sent on and recorded of a request that cannot be read: every backend refuses it. */
export const unreadable = { model: '', input: [] } as unknown as ResponsesRequest;

/** What is recorded of a request that was not sent: it has no prompt. */
export function withoutPrompt(model: string): ResponsesRequest {
  return { model, input: [], stream: true, store: false };
}

/** Tries per request, the first one included. */
export const attemptsMax = 3;
/** Pause before a retry, ms: the order of the real clients' first pauses. */
export const retryPauseMs = 600;

/** Longest pause that a backend may ask for, ms: hours mean that the account's limit is reached. */
const retryPauseMsMax = 120_000;

/** How a request ended for the client. */
export type ClientError = Pick<ObservedResponse, 'status' | 'headers' | 'error'>;

/**
 * True for failures that the real clients retry: no connection, overload, server errors, broken
 * streams, unless the response says not to.
 */
export function isWorthRetrying({ status, headers, error }: ClientError): boolean {
  if (findHeader(headers, 'x-should-retry') === 'false') return false;
  if (status === noResponse || status === 429 || status >= 500) return true;
  return status >= 200 && status < 300 && error !== null;
}

/** `retry-after` in ms, else the default pause. */
export function pauseBeforeRetryMs(headers: HeaderList): number {
  const seconds = Number(headers.find(([name]) => name.toLowerCase() === 'retry-after')?.[1]);
  if (!Number.isFinite(seconds) || seconds <= 0) return retryPauseMs;
  return Math.min(seconds * 1000, retryPauseMsMax);
}
