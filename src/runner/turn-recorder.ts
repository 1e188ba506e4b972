// Sends one request of a trial, reads the answer, and writes down both. The agents decide what to
// send; this is the only place where a trial meets its backend.

import { createIdealCacheCounter } from '../cache-model/ideal-cache-counter.ts';
import {
  type KnownHistories,
  readHistory,
  unboundHistory,
} from '../cache-model/reasoning-history.ts';
import { createReasoningLedger } from '../cache-model/reasoning-ledger.ts';
import type { Backend, BackendRequest } from '../domain/backend.ts';
import type { Exchange } from '../domain/exchange.ts';
import type { Loss } from '../domain/loss.ts';
import type { PlayedTurn } from '../domain/run.ts';
import type { Tokenizer } from '../domain/tokenizer.ts';
import { trialSession } from '../domain/trial-session.ts';
import { isAccepted } from '../exchange/is-accepted.ts';
import { HarnessError } from '../lib/harness-error.ts';
import type { HeaderList } from '../lib/header-list.ts';
import type { ReasoningRules } from '../profiles/model-profiles.ts';
import type { ResponsesItem } from '../wire/responses/item.ts';
import type { ResponsesRequest } from '../wire/responses/request.ts';
import { createRequestReader } from '../wire/responses/request-reader.ts';
import { createRequestWriter } from '../wire/responses/request-writer.ts';
import type { SessionBudget } from './budget.ts';
import { type ObservedResponse, observeResponse, unanswered } from './observe-response.ts';
import type { TrialClock } from './trial-clock.ts';

/** A request's place in the scenario. */
export interface Place {
  readonly userTurn: number;
  readonly step: number;
  /** 1-based. */
  readonly attempt: number;
  /** A subagent's id; absent: the session's own conversation. */
  readonly conversation?: string;
}

export interface TurnRecorder {
  readonly turns: readonly PlayedTurn[];
  /** Sends and reads to the end; the clock is then where the response ended. */
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

/**
 * Another gateway's or client's request is written as JSON again: these described its own bytes.
 */
const ofAnotherBody = new Set(['content-encoding', 'content-length', 'transfer-encoding']);

/** The half of an exchange that is known when its request is sent. */
type SentRequest = Pick<
  Exchange,
  'startedAtMs' | 'method' | 'target' | 'headers' | 'body' | 'linkedTo'
>;

export interface RecorderSetup {
  /** The trial's id. */
  readonly trial: string;
  readonly backend: Backend;
  readonly clock: TrialClock;
  readonly tokenizer: Tokenizer;
  /** Which reasoning of a request is part of its prompt. */
  readonly reasoningRulesOf: (body: ResponsesRequest) => ReasoningRules;
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
  tier: string | undefined,
): Promise<ObservedResponse> {
  live?.signal.throwIfAborted();
  const settle = await live?.budget.reserve(request.body.length, live.signal, tier);
  let observed = unanswered('no answer', 0);
  try {
    observed = await observeResponse(await backend.send(request, live?.signal), leaving);
  } catch (error) {
    if (!mayFail || !(error instanceof HarnessError) || error.code !== 'upstream') {
      throw error;
    }
    observed = unanswered(error.message, 0);
  } finally {
    // What is under way when the user stops the run is charged all the same.
    const isCharged = isAccepted(observed.received) || live?.signal.aborted === true;
    await settle?.(observed.usage, isCharged, observed.serviceTier);
  }
  return observed;
}

export function createTurnRecorder(setup: RecorderSetup): TurnRecorder {
  const { trial, backend, clock, reasoningRulesOf } = setup;
  const turns: PlayedTurn[] = [];
  const ledger = createReasoningLedger();
  const idealCache = createIdealCacheCounter(setup.tokenizer, ledger.read);
  const writer = createRequestWriter();
  const reader = createRequestReader(Number.POSITIVE_INFINITY);
  const histories: KnownHistories = new WeakMap();
  /** What each answer was asked with. */
  const asked = new WeakMap<ObservedResponse, SentRequest>();
  const toSent = (body: ResponsesRequest, given: HeaderList): SentRequest => {
    const bytes = writer.write(body);
    const headers = given.filter(([name]) => !ofAnotherBody.has(name.toLowerCase()));
    const described = backend.describe({ body: bytes, headers });
    return { startedAtMs: clock.nowMs(), ...described, body: bytes, linkedTo: null };
  };
  return {
    turns,
    async send(body, headers, leaving) {
      const sent = toSent(body, headers);
      const observed = await sendOnce(
        setup,
        { body: sent.body, headers },
        leaving,
        body.service_tier,
      );
      asked.set(observed, sent);
      clock.passed(observed.totalMs);
      return observed;
    },
    record(place, body, observed, losses) {
      const seq = turns.length;
      const sent = asked.get(observed) ?? toSent(body, []);
      // The same request; what it repeats is the same objects as before, so it is rendered and
      // hashed once.
      const request = reader.read(place.conversation ?? '', sent.body) as unknown as typeof body;
      const { contextRule, isHistoryBound } = reasoningRulesOf(request);
      const { unbound, digest } = isHistoryBound
        ? readHistory(request, ledger.read, histories)
        : unboundHistory;
      const present = { contextRule, unbound };
      turns.push({
        seq,
        ...place,
        exchange: {
          id: `${trial}/${seq}`,
          session: trialSession(trial, place.conversation, sent.headers),
          seq,
          ...sent,
          ...observed.received,
        },
        status: observed.status,
        answeredBy: observed.model,
        ...(observed.serviceTier !== null && { serviceTier: observed.serviceTier }),
        usage: observed.usage,
        ...(observed.missReason !== null && { missReason: observed.missReason }),
        reasoning: ledger.count(request.input, present, place.conversation),
        reasoningItems: {
          returned: countReasoning(observed.items),
          replayed: countReasoning(request.input),
        },
        theoreticalCachedTokens: idealCache.note(request, present, isAccepted(observed.received)),
        ttftMs: observed.ttftMs,
        firstItemMs: observed.firstItemMs,
        firstTextMs: observed.firstTextMs,
        lastOutputMs: observed.lastOutputMs,
        totalMs: observed.totalMs,
        error: observed.error,
        errorCode: observed.errorCode,
        calls: observed.isComplete ? countCalls(observed.items) : null,
        losses: countLosses(losses),
      });
      ledger.learn(observed.items, observed.usage?.reasoningTokens ?? null, digest);
    },
  };
}
