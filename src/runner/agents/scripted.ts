// Plays a scenario as Claude Code behind the gateway: an Anthropic request, through the translator,
// to the backend, back through the translator, into the client's history.

import { withoutReasoning, withTurnState } from '../../continuity/pins.ts';
import type { Loss } from '../../domain/loss.ts';
import type { RequestTranslation, TranslationInput } from '../../domain/translation.ts';
import type { TranslatorOptions } from '../../domain/translator-options.ts';
import type { ReasoningStore, SessionState } from '../../domain/translator-state.ts';
import { parseJson } from '../../lib/json.ts';
import { isReasoningRefusal } from '../../translate/errors.ts';
import { stateKeys, translateRequest } from '../../translate/request/translate-request.ts';
import { createResponseTranslator } from '../../translate/stream/response-translator.ts';
import type { AnthropicMessage } from '../../wire/anthropic/message.ts';
import { parseAnthropicRequest } from '../../wire/anthropic/parse-request.ts';
import type { AnthropicRequest } from '../../wire/anthropic/request.ts';
import type { ObservedResponse } from '../observe-response.ts';
import type { Place } from '../turn-recorder.ts';
import {
  type Agent,
  attemptsMax,
  isWorthRetrying,
  pauseBeforeRetryMs,
  type TrialSetup,
} from './agent.ts';
import { type AskModel, createClaudeConversation } from './claude-conversation.ts';
import { playScript } from './play-script.ts';
import { createTraceAgent } from './trace.ts';

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

interface Sender {
  readonly setup: TrialSetup;
  readonly store: ReasoningStore;
  readonly input: TranslationInput;
  readonly leaves: boolean;
}

async function attempt(sender: Sender, state: SessionState, place: Place): Promise<Attempt> {
  const { setup, store, input, leaves } = sender;
  const translation: RequestTranslation = translateRequest(input, state);
  const { body, headers } = translation.value;
  const leaving = leaves ? 'at-first-output' : undefined;
  const observed = await setup.recorder.send(body, headers, leaving);
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

/** One request with its retries, as the gateway and its client make them. */
async function ask(
  sender: Sender,
  at: Omit<Place, 'attempt'>,
): Promise<AnthropicMessage | 'left' | 'failed'> {
  const { setup, store, input, leaves } = sender;
  let state = await store.load(stateKeys(input));
  for (let tries = 1; tries <= attemptsMax; tries++) {
    const { observed, message } = await attempt(sender, state, { ...at, attempt: tries });
    if (message !== null) return message;
    if (leaves && observed.ttftMs !== null) return 'left';
    const refused = isReasoningRefusal(observed.status, errorText(observed));
    if (refused && input.options.recover && state.pins.reasoningRefused !== true) {
      // As the gateway does: the same request without reasoning, and none of it later on either.
      state = withoutReasoning(state);
    } else if (isWorthRetrying(observed)) {
      await setup.clock.pause(pauseBeforeRetryMs(observed.headers));
    } else {
      return 'failed';
    }
  }
  return 'failed';
}

/** @param store the trial's own, so that arms cannot meet in it */
export function createScriptedAgent(options: TranslatorOptions, store: ReasoningStore): Agent {
  return async (setup) => {
    const askModel: AskModel = ({ request, headers, at, leaves }) => {
      const input = { request: overTheWire(request), headers, options, account: setup.account };
      return ask({ setup, store, input, leaves }, at);
    };
    const { trace, turns } = setup.scenario;
    if (trace !== undefined) return createTraceAgent(trace, setup, askModel)();
    const conversation = createClaudeConversation(setup, askModel);
    return (await playScript(setup, turns, conversation)) ? 'complete' : 'stopped';
  };
}
