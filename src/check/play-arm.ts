// Plays a fixture's turns in one arm, as the gateway plays a session: the same turn, with what was
// recorded in the upstream's place.
import type { Loss } from '../domain/loss.ts';
import { createSessionMemory } from '../domain/session-memory.ts';
import type { TranslationInput } from '../domain/translation.ts';
import { defaultTranslatorOptions, type TranslatorOptions } from '../domain/translator-options.ts';
import type { Fixture, FixtureCall } from '../formats/fixture.ts';
import { HarnessError } from '../lib/harness-error.ts';
import type { HeaderList } from '../lib/header-list.ts';
import type { Answer } from '../translate/turn/states.ts';
import { openTurn } from '../translate/turn.ts';
import { parseAnthropicRequest } from '../wire/anthropic/parse-request.ts';
import type { ResponsesRequest } from '../wire/responses/request.ts';

/** What the translator made of one turn. */
export interface PlayedCall {
  /** `NN` */
  readonly number: string;
  /** What goes upstream; null: nothing, the client is told that it cannot be translated. */
  readonly request: ResponsesRequest | null;
  readonly headers: HeaderList;
  /** Of the request, then of the response. */
  readonly losses: readonly Loss[];
  /** The Anthropic stream. */
  readonly response: string;
}

/** A turn whose request goes upstream. */
export interface SentCall extends PlayedCall {
  readonly request: ResponsesRequest;
}

export function isSent(turn: PlayedCall): turn is SentCall {
  return turn.request !== null;
}

/** Any constant: a fixture holds one account. */
const account = 'fixture';

/**
 * @param overlay what the arm sets over the default options
 * @param pieceBytes streams are fed in pieces of so many bytes; absent: whole
 * @param memory what is known of the session before, and afterwards
 * @throws HarnessError `bad-input` when a request is not an Anthropic request
 */
export function playArm(
  fixture: Fixture,
  overlay: Partial<TranslatorOptions>,
  pieceBytes = Number.POSITIVE_INFINITY,
  memory = createSessionMemory(),
): PlayedCall[] {
  return fixture.turns.map((recorded) => {
    const { number } = recorded;
    const turn = openTurn(inputOf(fixture, recorded, overlay));
    const step = turn.begin(memory.load(turn.keys));
    if (step.type === 'failed') {
      const { losses, text: response } = step;
      return { number, request: null, headers: [], losses, response };
    }
    const { value, losses } = step.attempt.translation;
    const answer = step.attempt.answer({ status: 200, headers: recorded.responseHeaders ?? [] });
    const streamed = feedPieces(answer, recorded.response, pieceBytes);
    const end = answer.end();
    if (end.type === 'commit') memory.commit(end.writes);
    // The recorded answer is the only one: the request without reasoning has no answer.
    const { text } = end.type === 'retry' ? end.refusal : end;
    return {
      number,
      request: value.body,
      headers: value.headers,
      losses: [...losses, ...end.losses],
      response: streamed + text,
    };
  });
}

function inputOf(
  { name, meta }: Fixture,
  { number, request }: FixtureCall,
  overlay: Partial<TranslatorOptions>,
): TranslationInput {
  const parsed = parseAnthropicRequest(request);
  if ('problem' in parsed) {
    throw new HarnessError(
      'bad-input',
      `fixture ${name}: ${number}.request.json is not an Anthropic request: ${parsed.problem} (${parsed.pointer || '/'})`,
      'Restore the file from git',
    );
  }
  return {
    request: parsed.request,
    headers: meta.headers,
    options: { ...defaultTranslatorOptions, ...overlay },
    account,
    upstreamModel: meta.model,
  };
}

function feedPieces(answer: Answer, stream: string, pieceBytes: number): string {
  const bytes = new TextEncoder().encode(stream);
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    pieces.push(answer.feed(bytes.subarray(at, at + pieceBytes)));
  }
  return pieces.join('');
}
