// Plays a scenario as Claude Code behind the gateway: an Anthropic request, through the translator,
// to the backend, back through the translator, into the client's history.

import { withoutReasoning, withTurnState } from '../../continuity/pins.ts';
import type { Loss } from '../../domain/loss.ts';
import type { RequestTranslation, TranslationInput } from '../../domain/translation.ts';
import type { TranslatorOptions } from '../../domain/translator-options.ts';
import type { ReasoningStore, SessionState } from '../../domain/translator-state.ts';
import { parseJson } from '../../lib/json.ts';
import type { ScenarioStep } from '../../scenarios/scenario.ts';
import { isReasoningRefusal } from '../../translate/errors.ts';
import { stateKeys, translateRequest } from '../../translate/request/translate-request.ts';
import { createResponseTranslator } from '../../translate/stream/response-translator.ts';
import type { AnthropicMessage } from '../../wire/anthropic/message.ts';
import { parseAnthropicRequest } from '../../wire/anthropic/parse-request.ts';
import type { AnthropicMessageParam, AnthropicRequest } from '../../wire/anthropic/request.ts';
import type { ObservedResponse } from '../observe-response.ts';
import type { Place } from '../turn-recorder.ts';
import {
  type Agent,
  attemptsMax,
  isWorthRetrying,
  pauseBeforeRetryMs,
  type TrialSetup,
} from './agent.ts';
import { replayAnswer } from './claude-history.ts';
import { claudeHeaders, claudeRequest } from './claude-request.ts';

/** The request as a gateway gets it: from JSON text, through the border parser. */
function overTheWire(request: AnthropicRequest): AnthropicRequest {
  const parsed = parseAnthropicRequest(parseJson(JSON.stringify(request)) ?? null);
  if ('problem' in parsed) throw new TypeError(`${parsed.problem} at ${parsed.pointer}`);
  return parsed.request;
}

interface Attempt {
  readonly observed: ObservedResponse;
  readonly message: AnthropicMessage | null;
}

async function attempt(
  input: TranslationInput,
  state: SessionState,
  setup: TrialSetup,
  store: ReasoningStore,
  place: Place,
): Promise<Attempt> {
  const translation: RequestTranslation = translateRequest(input, state);
  const { body, headers } = translation.value;
  const observed = await setup.recorder.send(body, headers);
  let losses: readonly Loss[] = translation.losses;
  let message: AnthropicMessage | null = null;
  if (observed.status >= 200 && observed.status < 300) {
    const translator = createResponseTranslator(input, translation);
    for (const bytes of observed.chunks) translator.feed(bytes);
    const { result } = translator.end();
    losses = [...losses, ...result.losses];
    // A cut answer does not go into the history: this client asks again.
    message = observed.completed ? result.message : null;
    if (message !== null) {
      await store.commit(withTurnState(input, state, translation.writes, observed.headers));
      await store.commit(result.writes);
    }
  }
  setup.recorder.record(place, body, observed, losses);
  return { observed, message };
}

function errorText(observed: ObservedResponse): string {
  return Buffer.concat(observed.chunks).toString('utf8');
}

/** One request with its retries; null: it failed for good. */
async function ask(
  request: AnthropicRequest,
  setup: TrialSetup,
  options: TranslatorOptions,
  store: ReasoningStore,
  at: Omit<Place, 'attempt'>,
): Promise<AnthropicMessage | null> {
  const headers = claudeHeaders(setup);
  const input: TranslationInput = { request, headers, options, account: setup.account };
  let state = await store.load(stateKeys(input));
  for (let tries = 1; tries <= attemptsMax; tries++) {
    const { observed, message } = await attempt(input, state, setup, store, {
      ...at,
      attempt: tries,
    });
    if (message !== null) return message;
    const refused = isReasoningRefusal(observed.status, errorText(observed));
    if (refused && options.recover && state.pins.reasoningRefused !== true) {
      // As the gateway does: the same request without reasoning, and none of it later on either.
      state = withoutReasoning(state);
    } else if (isWorthRetrying(observed)) {
      setup.clock.advance(pauseBeforeRetryMs(observed.headers));
    } else {
      return null;
    }
  }
  return null;
}

/** What the client adds after an answer: all results in one message, then what followed them. */
function resultMessages(step: ScenarioStep): AnthropicMessageParam[] {
  if (step.calls.length === 0) return [];
  const content = step.resultOrder.flatMap((index) => {
    const call = step.calls[index];
    if (call === undefined) return [];
    return [
      {
        type: 'tool_result' as const,
        tool_use_id: call.id,
        content: typeof call.result === 'string' ? call.result : [...call.result],
        ...(call.isError === null ? {} : { is_error: call.isError }),
      },
    ];
  });
  return [{ role: 'user', content }, ...step.after];
}

/** @param createStore a store of the trial's own, so that arms cannot meet in it */
export function createScriptedAgent(options: TranslatorOptions, store: ReasoningStore): Agent {
  return async (setup) => {
    const history: AnthropicMessageParam[] = [];
    for (const [userTurn, turn] of setup.scenario.turns.entries()) {
      if (userTurn > 0) setup.clock.advance(turn.thinkTimeMs);
      history.push(...turn.messages);
      for (const [step, script] of turn.steps.entries()) {
        const request = overTheWire(claudeRequest(setup, history));
        const message = await ask(request, setup, options, store, { userTurn, step });
        if (message === null) return 'stopped';
        setup.stepDone();
        history.push(replayAnswer(message), ...resultMessages(script));
        if (script.calls.length > 0) setup.clock.advance(script.toolTimeMs);
      }
    }
    return 'complete';
  };
}
