// One request of a turn, and what becomes of its answer: whole, refused for its reasoning, or
// failed.
import { withoutReasoning, withTurnState } from '../../continuity/pins.ts';
import type { PreparedTurn } from '../../continuity/prepare-turn.ts';
import type { Loss } from '../../domain/loss.ts';
import type { RequestTranslation, UpstreamFailure } from '../../domain/translation.ts';
import type { SessionState } from '../../domain/translator-state.ts';
import { signatureRefusal, translateFailure } from '../errors.ts';
import { isReasoningRefusal } from '../failure-meaning.ts';
import { withResetTime } from '../read-failure.ts';
import { translateRequest } from '../request/translate-request.ts';
import { createResponseTranslator } from '../stream/response-translator.ts';
import { createErrorReader } from './error-reader.ts';
import { failed } from './failed.ts';
import type { Answer, AnswerHead, Attempt, Failed, Retry } from './states.ts';

/** What an attempt was made of. */
interface Sent {
  readonly turn: PreparedTurn;
  /** What the request was translated with. */
  readonly state: SessionState;
  readonly translation: RequestTranslation;
}

/** @param state what the request was translated with */
export function createAttempt(
  turn: PreparedTurn,
  state: SessionState,
  translation: RequestTranslation,
): Attempt {
  const sent: Sent = { turn, state, translation };
  return {
    translation,
    answer: (head) =>
      head.status >= 200 && head.status < 300
        ? createStreamedAnswer(sent, head)
        : createErrorAnswer(sent, head),
  };
}

function createStreamedAnswer(sent: Sent, head: AnswerHead): Answer {
  const { turn, state, translation } = sent;
  const translator = createResponseTranslator(turn, translation);
  /** The client has been sent a part of the answer. */
  let begun = false;
  return {
    feed(bytes) {
      const text = translator.feed(bytes);
      begun ||= text !== '' && turn.input.request.stream === true;
      return text;
    },
    progress: translator.progress,
    heldBytes: translator.heldBytes,
    end() {
      const { text, result } = translator.end();
      const { message, failure, usage, losses } = result;
      if (failure !== null) {
        return begun
          ? failed('upstream', translateFailure(failure), losses, text)
          : endWithout(sent, timed(failure, head), losses);
      }
      if (message === null) throw new TypeError('a response without failure has a message');
      const writes = withTurnState(turn.input, state, translation.writes, head.headers);
      const entries = [...writes.entries, ...result.writes.entries];
      return { type: 'commit', text, message, usage, losses, writes: { ...writes, entries } };
    },
  };
}

function createErrorAnswer(sent: Sent, head: AnswerHead): Answer {
  const reader = createErrorReader(head.status, head.headers);
  let isWhole = false;
  return {
    feed(bytes) {
      reader.add(bytes);
      isWhole = reader.isWhole();
      return '';
    },
    progress: () => (isWhole ? 'over' : 'open'),
    heldBytes: reader.size,
    end: () => endWithout(sent, timed(reader.failure(), head), []),
  };
}

function timed(failure: UpstreamFailure, { headers, receivedAtMs }: AnswerHead): UpstreamFailure {
  return withResetTime(failure, headers, receivedAtMs ?? null);
}

/** The client has been sent nothing yet: another request can still take this one's place. */
function endWithout(
  { turn, state, translation }: Sent,
  failure: UpstreamFailure,
  losses: readonly Loss[],
): Retry | Failed {
  const error = translateFailure(failure);
  const hasReasoning = translation.value.body.input.some(({ type }) => type === 'reasoning');
  if (!hasReasoning || !isReasoningRefusal(failure)) return failed('upstream', error, losses);
  if (turn.input.options.recover) {
    const bare = withoutReasoning(state);
    const attempt = createAttempt(turn, bare, translateRequest(turn, bare));
    const refusal = failed('reasoning-refused', error, losses);
    return { type: 'retry', attempt, refusal, losses };
  }
  return turn.carrier.usesStore
    ? failed('reasoning-refused', error, losses)
    : failed('thinking-refused', signatureRefusal(), losses);
}
