// The states of one turn, see turn.ts: each is a value that gives the next one.
import type { Loss } from '../../domain/loss.ts';
import type { RequestTranslation, ResponseProgress } from '../../domain/translation.ts';
import type { SessionState, StateKeys, StateWrites } from '../../domain/translator-state.ts';
import type { HeaderList } from '../../lib/header-list.ts';
import type { AnthropicMessage } from '../../wire/anthropic/message.ts';
import type { ResponsesUsage } from '../../wire/responses/usage.ts';
import type { TranslatedError } from '../errors.ts';

/** A client's request, read but not translated: the session's state is not loaded yet. */
export interface Turn {
  /** What to load. */
  readonly keys: StateKeys;
  /** @param state what was loaded; empty where nothing is known, or the store failed */
  begin(state: SessionState): Send | Failed;
}

/** The request is to be sent. */
export interface Send {
  readonly type: 'send';
  readonly attempt: Attempt;
}

/** One request of a turn to the upstream. */
export interface Attempt {
  /** What to send. Its writes are part of the commit of a whole answer. */
  readonly translation: RequestTranslation;
  /** The upstream's answer has begun. */
  answer(head: AnswerHead): Answer;
}

export interface AnswerHead {
  readonly status: number;
  readonly headers: HeaderList;
  /** When it came, by the driver's clock, in ms since 1970: for limits that end at a time. */
  readonly receivedAtMs?: number;
}

/** The state of a turn: something is to be sent, or it is over. */
export type TurnStep = Send | Retry | Commit | Failed;

/** The upstream's answer while it comes, an error response included. */
export interface Answer {
  /** @returns SSE text for the client, often empty; a client without `stream` gets none of it */
  feed(bytes: Uint8Array): string;
  /** Whether it is worth reading on. Nothing that comes when it is `over` changes the answer. */
  progress(): ResponseProgress;
  /** How much of the answer is kept until it is whole, roughly: it never becomes less. */
  heldBytes(): number;
  /** No more bytes come, or none were waited for. Call it once. */
  end(): Commit | Retry | Failed;
}

/** The answer is whole. */
export interface Commit {
  readonly type: 'commit';
  /** The last SSE text for the client. */
  readonly text: string;
  readonly message: AnthropicMessage;
  /** null: the backend sent none. */
  readonly usage: ResponsesUsage | null;
  /** Of the answer. */
  readonly losses: readonly Loss[];
  /** All that the turn leaves behind, to be committed at once: pins, turn state, entries. */
  readonly writes: StateWrites;
}

/**
 * The backend refused the replayed reasoning before the client was sent anything: send this
 * instead.
 */
export interface Retry {
  readonly type: 'retry';
  /** The same request without reasoning. Its commit says that none is sent again. */
  readonly attempt: Attempt;
  /** How the turn ends if it is not sent. */
  readonly refusal: Failed;
  /** Of the answer. */
  readonly losses: readonly Loss[];
}

/** The turn is over without an answer, and leaves nothing behind. */
export interface Failed {
  readonly type: 'failed';
  readonly cause: FailureCause;
  /** For a client that has been sent nothing yet. */
  readonly error: TranslatedError;
  /** Ends a stream that has begun: an error event, and what still comes before it. */
  readonly text: string;
  /** Of the request where it was not sent, else of the answer. */
  readonly losses: readonly Loss[];
}

export type FailureCause =
  /** The request holds what no translation can express: it is not sent. */
  | 'unsupported'
  /** The backend refused the replayed reasoning, and `recover` is off. */
  | 'reasoning-refused'
  /** The same, and only the client's history carries reasoning: it is told to drop its thinking. */
  | 'thinking-refused'
  /** Everything else: an error response, a failure inside the stream, a stream that ended early. */
  | 'upstream';
