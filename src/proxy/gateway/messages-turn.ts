// One turn through the gateway: Anthropic request in, Responses request out, and the answer back.
// The translation is translate/'s; this file orders the effects: load state, send, feed, commit.
import { withoutReasoning, withTurnState } from '../../continuity/pins.ts';
import type { Backend, BackendRequest, BackendResponse } from '../../domain/backend.ts';
import type {
  RequestTranslation,
  ResponseTranslation,
  TranslationInput,
} from '../../domain/translation.ts';
import {
  emptySessionState,
  type ReasoningStore,
  type SessionState,
  type StateWrites,
} from '../../domain/translator-state.ts';
import {
  errorAsResponse,
  isReasoningRefusal,
  refuseUnsupported,
  signatureRefusal,
  type TranslatedError,
  translateErrorResponse,
} from '../../translate/errors.ts';
import { stateKeys, translateRequest } from '../../translate/request/translate-request.ts';
import { createResponseTranslator } from '../../translate/stream/response-translator.ts';
import { countTranslation, type GatewayCounters } from './counters.ts';
import type { UpstreamTap } from './upstream-tap.ts';

/** An upstream error body is kept up to here; the rest cannot matter to a client. */
const errorBodyBytesMax = 1024 * 1024;

export interface TurnDependencies {
  readonly backend: Backend;
  readonly reasoningStore: ReasoningStore;
  readonly counters: GatewayCounters;
  onStoreFailure(error: unknown): void;
  /** Records one attempt upstream before it is sent. */
  beginUpstream(request: BackendRequest): Promise<UpstreamTap>;
  /**
   * SSE text for the client, never ''; resolves when it may take more, undefined: at once. null: the
   * client wants no stream.
   */
  readonly onText: ((text: string) => Promise<void> | undefined) | null;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
}

export type TurnResult =
  | { readonly type: 'answered'; readonly result: ResponseTranslation }
  /** No text was sent: the client can still get an HTTP status. */
  | { readonly type: 'failed'; readonly failure: TranslatedError };

interface Attempt {
  readonly turn: TurnResult;
  /** The backend refused the reasoning that was replayed, before any content. */
  readonly refusedReasoning: boolean;
}

/**
 * Plays one turn. When the backend refuses replayed reasoning, once more without any, and never
 * again with it in that session. Throws only what the backend throws.
 */
export async function playTurn(
  input: TranslationInput,
  dependencies: TurnDependencies,
): Promise<TurnResult> {
  const { counters } = dependencies;
  const state = await loadState(input, dependencies);
  const translation = translateRequest(input, state);
  countTranslation(counters, translation);
  const unsupported = refuseUnsupported(translation.losses);
  if (unsupported !== null) return { type: 'failed', failure: errorAsResponse(unsupported) };
  const first = await attempt(input, state, translation, dependencies);
  if (!first.refusedReasoning) return first.turn;
  counters.refusals++;
  if (!input.options.recover) {
    // Where the client's own history carries the reasoning, the client can be told to drop it.
    const dropped = input.options.reasoning_carrier === 'signature';
    return dropped ? { type: 'failed', failure: signatureRefusal() } : first.turn;
  }
  const bareState = withoutReasoning(state);
  const bare = translateRequest(input, bareState);
  const second = await attempt(input, bareState, bare, dependencies);
  return second.turn;
}

/** A store that fails costs this turn its reasoning, not its answer. */
async function loadState(
  input: TranslationInput,
  { reasoningStore, counters, onStoreFailure }: TurnDependencies,
): Promise<SessionState> {
  try {
    return await reasoningStore.load(stateKeys(input));
  } catch (error) {
    counters.storeFailures++;
    onStoreFailure(error);
    return emptySessionState;
  }
}

async function commit(
  writes: StateWrites,
  { reasoningStore, counters, onStoreFailure }: TurnDependencies,
): Promise<void> {
  try {
    await reasoningStore.commit(writes);
  } catch (error) {
    counters.storeFailures++;
    onStoreFailure(error);
  }
}

async function attempt(
  input: TranslationInput,
  state: SessionState,
  translation: RequestTranslation,
  dependencies: TurnDependencies,
): Promise<Attempt> {
  const { backend, signal } = dependencies;
  const { body, headers } = translation.value;
  const request = { body: Buffer.from(JSON.stringify(body)), headers };
  const tap = await dependencies.beginUpstream(request);
  const hasReasoning = body.input.some(({ type }) => type === 'reasoning');
  try {
    const response = await backend.send(request, signal);
    tap.head(response);
    if (response.status === 200) {
      const turn = await relay(input, state, translation, response, tap, dependencies);
      const refusal = turn.type === 'failed' ? JSON.stringify(turn.failure.body) : '';
      return { turn, refusedReasoning: hasReasoning && isReasoningRefusal(0, refusal) };
    }
    const text = await readText(response, tap);
    const failure = translateErrorResponse(response.status, response.headers, text);
    return {
      turn: { type: 'failed', failure },
      refusedReasoning: hasReasoning && isReasoningRefusal(response.status, text),
    };
  } catch (error) {
    tap.failed(error, signal.aborted);
    throw error;
  }
}

/** Feeds the upstream's stream through the translator and commits what it leaves behind. */
async function relay(
  input: TranslationInput,
  state: SessionState,
  translation: RequestTranslation,
  response: BackendResponse,
  tap: UpstreamTap,
  dependencies: TurnDependencies,
): Promise<TurnResult> {
  const { onText } = dependencies;
  const translator = createResponseTranslator(input, translation);
  let hasSent = false;
  for await (const chunk of response.body) {
    tap.chunk(chunk);
    const text = translator.feed(chunk.bytes);
    if (translator.gaveUp()) {
      // Leaving the loop cancels the upstream, which would go on for as long as its tokens last.
      tap.failed(new Error('the gateway gave the response up'), false);
      break;
    }
    if (text === '' || onText === null) continue;
    hasSent = true;
    const more = onText(text);
    if (more !== undefined) await more;
  }
  tap.complete();
  const { text, result } = translator.end();
  if (result.error !== null && !hasSent) {
    return { type: 'failed', failure: errorAsResponse(result.error) };
  }
  if (text !== '') await onText?.(text);
  if (result.message !== null) {
    const writes = withTurnState(input, state, translation.writes, response.headers);
    const entries = [...writes.entries, ...result.writes.entries];
    await commit({ ...writes, entries }, dependencies);
  }
  return { type: 'answered', result };
}

async function readText(response: BackendResponse, tap: UpstreamTap): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    tap.chunk(chunk);
    if (size < errorBodyBytesMax) parts.push(chunk.bytes);
    size += chunk.bytes.length;
  }
  tap.complete();
  return Buffer.concat(parts).subarray(0, errorBodyBytesMax).toString('utf8');
}
