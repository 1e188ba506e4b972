// The whole protocol around one call, for gateways that have nothing to add between its steps:
// loads the session's state, sends, retries without reasoning, streams to the client, commits.
import type { TranslationInput } from '../domain/translation.ts';
import { defaultTranslatorOptions, type TranslatorOptions } from '../domain/translator-options.ts';
import type { ReasoningStore } from '../domain/translator-state.ts';
import type { HeaderList } from '../lib/header-list.ts';
import { systemClock } from '../process/system-clock.ts';
import type { Attempt, Commit, Failed, TurnStep } from '../translate/turn/states.ts';
import { openTurn } from '../translate/turn.ts';
import { parseAnthropicRequest } from '../wire/anthropic/parse-request.ts';

export interface AnswerCallInput
  extends Pick<TranslationInput, 'account' | 'upstreamModel' | 'envelopeSecret'> {
  /** The client's request body, parsed. */
  readonly request: unknown;
  /** The client's request headers, as Node gives them. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** What differs from the defaults. */
  readonly options?: Partial<TranslatorOptions>;
  readonly store: Pick<ReasoningStore, 'load' | 'commit'>;
  /** Sends one request upstream; called again where the backend refuses the replayed reasoning. */
  send(request: UpstreamRequest): Promise<UpstreamResponse>;
}

export interface UpstreamRequest {
  /** `content-type`, and what the translator adds. Credentials are the caller's. */
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string;
}

/** What `fetch` resolves to, or the same from another client. */
export interface UpstreamResponse {
  readonly status: number;
  readonly headers: Iterable<readonly [string, string]>;
  readonly body: AsyncIterable<Uint8Array> | null;
}

/** What the client is answered. */
export interface CallAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Pieces of the body. Read it to its end: only then is what the call leaves behind committed. */
  readonly body: AsyncIterable<string>;
}

const eventStream = { 'content-type': 'text/event-stream; charset=utf-8' };

/**
 * Answers one request of Anthropic's Messages API from a Responses API. Resolves when the answer
 * begins. Rejects with what `send` and the store reject with; so does reading the body.
 */
export async function answerCall(input: AnswerCallInput): Promise<CallAnswer> {
  const parsed = parseAnthropicRequest(input.request);
  if ('problem' in parsed) {
    const message = `${parsed.problem} (at ${parsed.pointer || 'the top'} of the request body)`;
    const error = { type: 'error', error: { type: 'invalid_request_error', message } };
    return answerJson(400, [], error);
  }
  const { request } = parsed;
  const pieces = playCall({ ...input, request });
  if (request.stream !== true) {
    let piece = await pieces.next();
    while (!piece.done) piece = await pieces.next();
    const end = piece.value;
    return end.type === 'commit' ? answerJson(200, [], end.message) : answerFailed(end);
  }
  const first = await pieces.next();
  if (first.done && first.value.type === 'failed') return answerFailed(first.value);
  return { status: 200, headers: eventStream, body: startWith(first, pieces) };
}

type PlayInput = Omit<AnswerCallInput, 'request'> & Pick<TranslationInput, 'request'>;

/** Yields the text for a streaming client; returns how the call ended. */
async function* playCall({
  headers,
  options,
  store,
  send,
  ...input
}: PlayInput): AsyncGenerator<string, Commit | Failed> {
  const turn = openTurn({
    ...input,
    headers: toHeaderList(headers),
    options: { ...defaultTranslatorOptions, ...options },
  });
  let step: TurnStep = turn.begin(await store.load(turn.keys));
  let hasBegun = false;
  while (step.type === 'send' || step.type === 'retry') {
    const answer = await sendAttempt(step.attempt, send);
    for await (const bytes of answer.body) {
      const text = answer.coming.feed(bytes);
      if (text !== '') {
        hasBegun = true;
        yield text;
      }
      if (answer.coming.progress() !== 'open') break;
    }
    step = answer.coming.end();
  }
  if (step.type === 'commit') await store.commit(step.writes);
  if (step.text !== '' && (hasBegun || step.type === 'commit')) yield step.text;
  return step;
}

async function sendAttempt({ translation, answer }: Attempt, send: AnswerCallInput['send']) {
  const { body, headers } = translation.value;
  const response = await send({
    headers: { 'content-type': 'application/json', ...Object.fromEntries(headers) },
    body: JSON.stringify(body),
  });
  const coming = answer({
    status: response.status,
    headers: [...response.headers],
    receivedAtMs: systemClock.nowMs(),
  });
  return { coming, body: response.body ?? noBytes() };
}

async function* noBytes(): AsyncGenerator<Uint8Array> {}

async function* startWith(
  first: IteratorResult<string, Commit | Failed>,
  rest: AsyncGenerator<string, Commit | Failed>,
): AsyncGenerator<string> {
  try {
    if (!first.done) yield first.value;
    yield* rest;
  } finally {
    // A client that leaves early: the upstream's response is not read any more.
    await rest.return(undefined as never);
  }
}

function answerFailed({ error }: Failed): CallAnswer {
  return answerJson(error.status, error.headers, error.body);
}

function answerJson(status: number, headers: HeaderList, value: object): CallAnswer {
  const type = { 'content-type': 'application/json' };
  const body = JSON.stringify(value);
  return { status, headers: { ...type, ...Object.fromEntries(headers) }, body: oneText(body) };
}

async function* oneText(text: string): AsyncGenerator<string> {
  yield text;
}

function toHeaderList(headers: AnswerCallInput['headers']): HeaderList {
  return Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, typeof value === 'string' ? value : value.join(', ')]],
  );
}
