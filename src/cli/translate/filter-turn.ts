// The turn as `turntape translate` plays it: request and answer come in two calls, with the state
// in between. What a request pins waits there for its answer, as in the gateway. A filter may never
// see an answer: when the next request comes, the one before counts as answered, so that pins hold.
import type { TranslationInput } from '../../domain/translation.ts';
import type { TranslatorOptions } from '../../domain/translator-options.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import type {
  Answer,
  AnswerHead,
  Commit,
  Failed,
  Retry,
  Send,
} from '../../translate/turn/states.ts';
import { openTurn } from '../../translate/turn.ts';
import { parseAnthropicRequest } from '../../wire/anthropic/parse-request.ts';
import type { LastRequest, TranslateState } from './translate-state.ts';

/** What every call is told again. */
export interface FilterSettings {
  readonly options: TranslatorOptions;
  readonly account: string;
}

/**
 * Translates a request, which the next answer in this state answers.
 * @param source names the request in an error
 * @throws HarnessError `bad-input` when it is not an Anthropic request
 */
export function openRequest(
  state: TranslateState,
  request: LastRequest,
  source: string,
  settings: FilterSettings,
): Send | Failed {
  commitPending(state);
  const step = beginTurn(state, request, source, settings);
  if (step.type === 'send') {
    state.last = request;
    state.pending = step.attempt.translation.writes;
  }
  return step;
}

/**
 * Reads the answer to a request. Its end commits what the call leaves behind; after a refusal of
 * the reasoning the same request goes without it.
 * @param request that is answered: the state's last one, or another
 * @returns Failed where the request was not to be sent
 * @throws HarnessError `bad-input` when the request is not an Anthropic request
 */
export function openAnswer(
  state: TranslateState,
  request: LastRequest,
  source: string,
  settings: FilterSettings,
  head: AnswerHead,
): { readonly type: 'answer'; readonly answer: Answer } | Failed {
  if (JSON.stringify(request) !== JSON.stringify(state.last)) commitPending(state);
  const step = beginTurn(state, request, source, settings);
  if (step.type === 'failed') return step;
  const answer = step.attempt.answer(head);
  const end = (): Commit | Retry | Failed => {
    const ended = answer.end();
    state.pending = ended.type === 'retry' ? ended.attempt.translation.writes : null;
    if (ended.type === 'commit') state.memory.commit(ended.writes);
    return ended;
  };
  return { type: 'answer', answer: { ...answer, end } };
}

function commitPending(state: TranslateState): void {
  if (state.pending !== null) state.memory.commit(state.pending);
  state.pending = null;
}

function beginTurn(
  { memory }: TranslateState,
  request: LastRequest,
  source: string,
  settings: FilterSettings,
): Send | Failed {
  const turn = openTurn(inputOf(request, source, settings));
  return turn.begin(memory.load(turn.keys));
}

function inputOf(
  { body, headers, upstreamModel }: LastRequest,
  source: string,
  settings: FilterSettings,
): TranslationInput {
  const parsed = parseAnthropicRequest(body);
  if ('problem' in parsed) {
    throw notARequest(source, `${parsed.problem} (at ${parsed.pointer || 'the top'})`);
  }
  const model = upstreamModel ?? parsed.request.model;
  return { ...settings, request: parsed.request, headers, upstreamModel: model };
}

export function notARequest(source: string, problem: string): HarnessError {
  return new HarnessError(
    'bad-input',
    `${source} is not an Anthropic request: ${problem}`,
    'Give the JSON body of a POST /v1/messages',
  );
}
