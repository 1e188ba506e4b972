// The gateway's part of a scripted trial: the same turn as the gateway's, around a backend that is
// asked in this process.
import type { TranslatorOptions } from '../../domain/translator-options.ts';
import type { ReasoningStore } from '../../domain/translator-state.ts';
import { type JsonObject, type JsonValue, parseJson } from '../../lib/json.ts';
import type { Attempt, Commit, Failed, Retry, TurnStep } from '../../translate/turn/states.ts';
import { openTurn } from '../../translate/turn.ts';
import { parseAnthropicRequest } from '../../wire/anthropic/parse-request.ts';
import type { AnthropicRequest } from '../../wire/anthropic/request.ts';
import { noResponse, unsent } from '../observe-response.ts';
import type { Place } from '../turn-recorder.ts';
import { type ClientError, type TrialSetup, withoutPrompt } from './agent.ts';
import type { ClaudeCall } from './claude-conversation.ts';

/** The gateway between the client and the backend, in this process. */
export interface ScriptedGateway {
  readonly setup: TrialSetup;
  readonly store: ReasoningStore;
  readonly options: TranslatorOptions;
  /** What each message and tool of the client's requests is after its way over the wire. */
  readonly written: WeakMap<object, JsonValue>;
}

/** The turn failed, and this is what the client is told. */
export interface Told extends ClientError {
  readonly type: 'told';
  readonly cause: Failed['cause'];
}

export type TurnEnd = Commit | Told | { readonly type: 'left' };

/** What the gateway says when no upstream answered. */
const noUpstream = { cause: 'upstream', status: 529, headers: [], error: 'no answer' } as const;

/** The client's requests as a gateway gets them: from JSON text, through the border parser. */
function overTheWire(
  { messages, tools, ...rest }: AnthropicRequest,
  written: WeakMap<object, JsonValue>,
): AnthropicRequest {
  // A conversation repeats its messages and tools with every call: each is written and read once.
  const once = (part: object): JsonValue => {
    const known = written.get(part) ?? readBack(part);
    written.set(part, known);
    return known;
  };
  const parsed = parseAnthropicRequest({
    ...(readBack(rest) as JsonObject),
    messages: messages.map(once),
    ...(tools && { tools: tools.map(once) }),
  });
  if ('problem' in parsed) throw new TypeError(`${parsed.problem} at ${parsed.pointer}`);
  return parsed.request;
}

function readBack(part: object): JsonValue {
  return parseJson(JSON.stringify(part)) ?? null;
}

/**
 * Plays one turn with its retry, and writes down every attempt.
 * @param request the call's own, or what the client made of it since
 * @param next the place of this call's next attempt
 */
export async function playTurn(
  { setup, store, options, written }: ScriptedGateway,
  { headers, leaves }: ClaudeCall,
  request: AnthropicRequest,
  next: () => Place,
): Promise<TurnEnd> {
  const { account, backend, recorder } = setup;
  const turn = openTurn({
    request: overTheWire(request, written),
    headers,
    options,
    account,
    backend,
  });
  let step: TurnStep = turn.begin(await store.load(turn.keys));
  if (step.type === 'failed') {
    const { error, losses, cause } = step;
    recorder.record(
      next(),
      withoutPrompt(setup.model),
      unsent(error.status, error.body.error.message, cause),
      losses,
    );
    return told(step, false);
  }
  while (step.type === 'send' || step.type === 'retry') {
    const sent = await send(setup, step.attempt, leaves, next());
    if (!('end' in sent)) return sent;
    if (sent.end.type === 'failed') return told(sent.end, sent.begun);
    step = sent.end;
  }
  if (step.type === 'commit') await store.commit(step.writes);
  return step;
}

/** Sends one attempt and writes it down. */
async function send(
  { recorder }: TrialSetup,
  { translation, answer: begin }: Attempt,
  leaves: boolean,
  place: Place,
): Promise<TurnEnd | { readonly end: Commit | Retry | Failed; readonly begun: boolean }> {
  const { body, headers } = translation.value;
  const observed = await recorder.send(body, headers, leaves ? 'at-first-output' : undefined);
  if (observed.status === noResponse) {
    recorder.record(place, body, observed, translation.losses);
    return { type: 'told', ...noUpstream };
  }
  const answer = begin(observed);
  let begun = false;
  for (const bytes of observed.chunks) begun = answer.feed(bytes) !== '' || begun;
  const end = answer.end();
  recorder.record(place, body, observed, [...translation.losses, ...end.losses]);
  const left = leaves && observed.ttftMs !== null && end.type !== 'commit';
  return left ? { type: 'left' } : { end, begun };
}

/** @param begun the stream had begun, with a status of 200 */
function told({ cause, error }: Failed, begun: boolean): Told {
  const { status, headers, body } = error;
  return { type: 'told', cause, status: begun ? 200 : status, headers, error: body.error.message };
}
