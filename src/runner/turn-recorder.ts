// Sends one request of a trial, reads the answer, and writes down both. The agents decide what to
// send; this is the only place where a trial meets its backend.

import { createIdealCache } from '../cache-model/ideal-cache.ts';
import { createReasoningLedger } from '../cache-model/reasoning-ledger.ts';
import type { Backend, BackendRequest } from '../domain/backend.ts';
import type { Loss } from '../domain/loss.ts';
import type { TurnRecord } from '../domain/run.ts';
import type { Tokenizer } from '../domain/tokenizer.ts';
import { answeringAccount } from '../exchange/answering-account.ts';
import { HarnessError } from '../lib/harness-error.ts';
import { findHeader, type HeaderList } from '../lib/header-list.ts';
import type { ContextRule } from '../profiles/model-profiles.ts';
import type { ResponsesItem } from '../wire/responses/item.ts';
import type { ResponsesRequest } from '../wire/responses/request.ts';
import type { SessionBudget } from './budget.ts';
import { type ObservedResponse, observeResponse, unanswered } from './observe-response.ts';
import type { TrialClock } from './trial-clock.ts';

/** Where in the scenario a request stands. */
export interface Place {
  readonly userTurn: number;
  readonly step: number;
  /** 1-based. */
  readonly attempt: number;
  /** A subagent's id; absent: the session's own conversation. */
  readonly conversation?: string;
}

export interface TurnRecorder {
  readonly turns: readonly TurnRecord[];
  /** Sends and reads to the end; the clock then stands where the response ended. */
  send(
    body: ResponsesRequest,
    headers: HeaderList,
    leaving?: 'at-first-output',
  ): Promise<ObservedResponse>;
  /** Writes the turn down, once its losses are known. */
  record(
    place: Place,
    body: ResponsesRequest,
    observed: ObservedResponse,
    losses: readonly Loss[],
  ): void;
}

function countLosses(losses: readonly Loss[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { feature } of losses) counts[feature] = (counts[feature] ?? 0) + 1;
  return counts;
}

function countReasoning(items: readonly ResponsesItem[]): number {
  return items.filter(({ type }) => type === 'reasoning').length;
}

function countCalls(items: readonly ResponsesItem[]): number {
  return items.filter(({ type }) => type === 'function_call' || type === 'custom_tool_call').length;
}

interface SentRequest {
  readonly body: ResponsesRequest;
  readonly text: string;
  readonly startedAtMs: number;
  readonly headers: HeaderList;
}

const noteSent = ({ startedAtMs, headers }: SentRequest) => ({
  startedAtMs,
  sessionHeader: findHeader(headers, 'session-id') ?? null,
});

export interface RecorderSetup {
  readonly backend: Backend;
  readonly clock: TrialClock;
  readonly tokenizer: Tokenizer;
  /** Which reasoning of a request is part of its prompt. */
  readonly contextRuleOf: (body: ResponsesRequest) => ContextRule;
  /** Only where a real model answers. */
  readonly live: { readonly budget: SessionBudget; readonly signal: AbortSignal } | undefined;
  /** No response at all is what may happen; on the simulator it is a defect. */
  readonly mayFail: boolean;
}

/** Sends within the budget; a backend that does not answer gives a response without a status. */
async function sendOnce(
  { backend, live, mayFail }: RecorderSetup,
  request: BackendRequest,
  leaving: 'at-first-output' | undefined,
): Promise<ObservedResponse> {
  live?.signal.throwIfAborted();
  const settle = await live?.budget.reserve(request.body.length, live.signal);
  let observed = unanswered('no answer', 0);
  try {
    observed = await observeResponse(await backend.send(request, live?.signal), leaving);
  } catch (error) {
    if (!mayFail || !(error instanceof HarnessError) || error.code !== 'upstream') {
      throw error;
    }
    observed = unanswered(error.message, 0);
  } finally {
    const isAccepted = observed.status >= 200 && observed.status < 300;
    // What is under way when the user stops the run is charged all the same.
    settle?.(observed.usage, isAccepted || live?.signal.aborted === true);
  }
  return observed;
}

export function createTurnRecorder(setup: RecorderSetup): TurnRecorder {
  const { clock, contextRuleOf } = setup;
  const turns: TurnRecord[] = [];
  const ledger = createReasoningLedger();
  const idealCache = createIdealCache(setup.tokenizer, ledger.read);
  /** Bodies of long sessions are large: each is written as JSON once. */
  let sent: SentRequest | undefined;
  return {
    turns,
    async send(body, headers, leaving) {
      const text = JSON.stringify(body);
      sent = { body, text, startedAtMs: clock.nowMs(), headers };
      const bytes = new TextEncoder().encode(text);
      const observed = await sendOnce(setup, { body: bytes, headers }, leaving);
      clock.passed(observed.totalMs);
      return observed;
    },
    record(place, body, observed, losses) {
      const contextRule = contextRuleOf(body);
      turns.push({
        seq: turns.length,
        ...place,
        ...(sent?.body === body && noteSent(sent)),
        account: answeringAccount(observed.headers),
        status: observed.status,
        answeredBy: observed.model,
        requestBody: sent?.body === body ? sent.text : JSON.stringify(body),
        usage: observed.usage,
        reasoning: ledger.count(body.input, contextRule, place.conversation),
        reasoningItems: {
          returned: countReasoning(observed.items),
          replayed: countReasoning(body.input),
        },
        theoreticalCachedTokens: idealCache.note(body, contextRule, observed.usage !== null),
        ttftMs: observed.ttftMs,
        firstItemMs: observed.firstItemMs,
        firstTextMs: observed.firstTextMs,
        lastOutputMs: observed.lastOutputMs,
        totalMs: observed.totalMs,
        error: observed.error,
        errorCode: observed.errorCode,
        calls: observed.completed ? countCalls(observed.items) : null,
        losses: countLosses(losses),
      });
      ledger.learn(observed.items, observed.usage?.output_tokens_details.reasoning_tokens ?? null);
    },
  };
}
