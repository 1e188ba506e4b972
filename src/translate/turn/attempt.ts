// One request of a turn, and what becomes of its answer: whole, refused for its reasoning, or failed.
import { withoutReasoning, withTurnState } from '../../continuity/pins.ts';
import type { PreparedTurn } from '../../continuity/prepare-turn.ts';
import type { Loss } from '../../domain/loss.ts';
import type { RequestTranslation, UpstreamFailure } from '../../domain/translation.ts';
import type { SessionState } from '../../domain/translator-state.ts';
import type { HeaderList } from '../../lib/header-list.ts';
import { signatureRefusal, translateFailure } from '../errors.ts';
import { isReasoningRefusal } from '../reasoning-refusal.ts';
import { translateRequest } from '../request/translate-request.ts';
import { createResponseTranslator } from '../stream/response-translator.ts';
import { createErrorReader } from './error-reader.ts';
import { failed } from './failed.ts';
import type { Answer, Attempt, Failed, Retry } from './states.ts';

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
    answer: ({ status, headers }) =>
      status >= 200 && status < 300
        ? createStreamedAnswer(sent, headers)
        : createErrorAnswer(sent, status, headers),
  };
}

function createStreamedAnswer(sent: Sent, headers: HeaderList): Answer {
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
    end() {
      const { text, result } = translator.end();
      const { message, failure, usage, losses } = result;
      if (failure !== null) {
        return begun
          ? failed('upstream', translateFailure(failure), losses, text)
          : endWithout(sent, failure, losses);
      }
      if (message === null) throw new TypeError('a response without failure has a message');
      const writes = withTurnState(turn.input, state, translation.writes, headers);
      const entries = [...writes.entries, ...result.writes.entries];
      return { type: 'commit', text, message, usage, losses, writes: { ...writes, entries } };
    },
  };
}

function createErrorAnswer(sent: Sent, status: number, headers: HeaderList): Answer {
  const reader = createErrorReader(status, headers);
  return {
    feed(bytes) {
      reader.add(bytes);
      return '';
    },
    progress: () => 'open',
    end: () => endWithout(sent, reader.failure(), []),
  };
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
