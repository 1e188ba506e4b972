// Entry point `turntape`: what a gateway needs to translate. Loads neither the database nor a
// client of the network.
import { defaultStoreOptions, type StoreOptions } from '../domain/store-options.ts';
import { defaultTranslatorOptions, type TranslatorOptions } from '../domain/translator-options.ts';
import type { ReasoningStore } from '../domain/translator-state.ts';
import { systemClock } from '../process/system-clock.ts';
import { memoryStoreFor } from '../reasoning-store/memory-store-for.ts';
import {
  createReducer as createPartReducer,
  type Reducer,
  type ReducerSettings,
} from '../translate/stream/reduce.ts';

export type { Loss } from '../domain/loss.ts';
export type {
  RequestTranslation,
  ResponseProgress,
  TranslationInput,
} from '../domain/translation.ts';
export type { SessionState, StateKeys, StateWrites } from '../domain/translator-state.ts';
export { HarnessError } from '../lib/harness-error.ts';
export type { HeaderList } from '../lib/header-list.ts';
export type { Part } from '../translate/stream/part.ts';
export type {
  Answer,
  AnswerHead,
  Attempt,
  Commit,
  Failed,
  FailureCause,
  Retry,
  Send,
  Turn,
  TurnStep,
} from '../translate/turn/states.ts';
export { openTurn } from '../translate/turn.ts';
export { parseAnthropicRequest } from '../wire/anthropic/parse-request.ts';
export type { AnthropicRequest } from '../wire/anthropic/request.ts';
export type { ResponsesEvent } from '../wire/responses/event.ts';
export { parseResponsesEvent } from '../wire/responses/parse-event.ts';
export type { ResponsesRequest } from '../wire/responses/request.ts';
export { createSseDecoder, type SseDecoder, type SseEvent } from '../wire/sse.ts';
export {
  type AnswerCallInput,
  answerCall,
  type CallAnswer,
  type UpstreamRequest,
  type UpstreamResponse,
} from './answer-call.ts';
export type { ReasoningStore, Reducer, ReducerSettings, StoreOptions, TranslatorOptions };
export { defaultTranslatorOptions };

/**
 * Keeps the reasoning of sessions in this process, within limits. A session that has reached one
 * keeps what it has and takes in no more, so that what it sends never changes.
 * @param options what differs from the defaults of the options `store_eviction` and `store_entries`
 */
export function createMemoryStore(options: Partial<StoreOptions> = {}): ReasoningStore {
  return memoryStoreFor({ ...defaultStoreOptions, ...options }, systemClock);
}

/**
 * Reads Responses events into parts.
 * @param settings what the client has to do with it. Default: names and ids of calls stay as they
 *   come, every tool is the client's, and reasoning has no signature
 */
export function createReducer(settings: Partial<ReducerSettings> = {}): Reducer {
  return createPartReducer({
    clientToolName: (name) => name,
    isOffered: () => true,
    callIds: () => (wanted) => wanted,
    seal: () => null,
    ...settings,
  });
}
