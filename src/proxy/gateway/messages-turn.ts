// One turn through the gateway: orders the effects around translate/turn.ts, which says what
// happens next. Loads state, sends, feeds the answer to the client, commits.
import type { Backend, BackendRequest } from '../../domain/backend.ts';
import type { TranslationInput } from '../../domain/translation.ts';
import {
  emptySessionState,
  type ReasoningStore,
  type SessionState,
  type StateKeys,
  type StateWrites,
} from '../../domain/translator-state.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import type { MemoryShare } from '../../lib/memory-budget.ts';
import type { Attempt, Commit, Failed, Retry, TurnStep } from '../../translate/turn/states.ts';
import { openTurn } from '../../translate/turn.ts';
import type { ClientGone } from '../client-gone.ts';
import { countAnswer, countRequest, type GatewayCounters } from './counters.ts';
import { recordRest } from './record-rest.ts';
import type { UpstreamTap } from './upstream-tap.ts';

export interface TurnDependencies {
  readonly backend: Backend;
  readonly reasoningStore: ReasoningStore;
  readonly counters: GatewayCounters;
  onStoreFailure(error: unknown): void;
  /** Records one attempt upstream before it is sent. */
  beginUpstream(request: BackendRequest): Promise<UpstreamTap>;
  /**
   * SSE text for the client, never ''; resolves when it may take more, undefined: at once. null:
   * the client wants no stream.
   */
  readonly onText: ((text: string) => Promise<void> | undefined) | null;
  /** Where room is taken for what is kept of answers until they are whole. */
  readonly memory: MemoryShare;
  /** Aborted with a `ClientGone` when the client has gone. */
  readonly signal: AbortSignal;
  /** The client's connection (`BackendRequest.connection`). */
  readonly connection: AbortSignal;
  /** Time of the clock, in ms since 1970. */
  nowMs(): number;
  /** What continues when the client has its answer: never rejects. */
  afterwards(work: Promise<void>): void;
}

/** Plays one turn to its end. Throws only what the backend throws. */
export async function playTurn(
  input: TranslationInput,
  dependencies: TurnDependencies,
): Promise<Commit | Failed> {
  const { counters, onText } = dependencies;
  const turn = openTurn(input);
  let step: TurnStep = turn.begin(await loadState(turn.keys, dependencies));
  countRequest(counters, step);
  while (step.type === 'send' || step.type === 'retry') {
    step = await send(step.attempt, dependencies);
    countAnswer(counters, step);
  }
  if (step.type === 'failed') return step;
  if (step.text !== '') await onText?.(step.text);
  await commit(step.writes, dependencies);
  return step;
}

/** A store that fails costs this turn its reasoning, not its answer. */
async function loadState(
  keys: StateKeys,
  { reasoningStore, counters, onStoreFailure }: TurnDependencies,
): Promise<SessionState> {
  try {
    return await reasoningStore.load(keys);
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

/** Sends one request, and hands the answer on to client and recording as it comes. */
async function send(
  attempt: Attempt,
  dependencies: TurnDependencies,
): Promise<Commit | Retry | Failed> {
  const { backend, beginUpstream, onText, memory, signal, nowMs, afterwards } = dependencies;
  const { connection: client } = dependencies;
  const { body, headers } = attempt.translation.value;
  const request = { body: Buffer.from(JSON.stringify(body)), headers, connection: client };
  const tap = await beginUpstream(request);
  try {
    const connection = new AbortController();
    const response = await backend.send(request, AbortSignal.any([signal, connection.signal]));
    tap.head(response);
    const answer = attempt.answer({ ...response, receivedAtMs: nowMs() });
    const chunks = response.body[Symbol.asyncIterator]();
    let heldBytes = 0;
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
      tap.chunk(next.value);
      const text = answer.feed(next.value.bytes);
      if (!memory.tryTake(answer.heldBytes() - heldBytes)) throw noRoom();
      heldBytes = answer.heldBytes();
      if (text !== '' && onText !== null) {
        const more = onText(text);
        if (more !== undefined) await more;
      }
      const progress = answer.progress();
      if (progress === 'given-up') {
        // The upstream would continue for as long as its tokens last.
        tap.failed(new Error('the gateway gave the response up'), undefined);
        await chunks.return?.();
        break;
      }
      if (progress === 'over') {
        // The answer is complete, whatever the connection still does.
        afterwards(recordRest(chunks, tap, connection));
        return answer.end();
      }
    }
    tap.complete();
    return answer.end();
  } catch (error) {
    // The only reason with which a client's signal is aborted (client-reply.ts).
    tap.failed(error, signal.aborted ? (signal.reason as ClientGone) : undefined);
    throw error;
  }
}

/** Of all answers together, more is kept than may be. */
function noRoom(): HarnessError {
  return new HarnessError(
    'upstream',
    'answers have taken the memory that there is for them',
    'Try again, or allow more with --memory',
  );
}
