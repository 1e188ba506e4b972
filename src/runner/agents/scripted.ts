// Plays a scenario as Claude Code behind the gateway, and does with what it is told what Claude
// Code does: retries, or drops its thinking.
import type { TranslatorOptions } from '../../domain/translator-options.ts';
import type { ReasoningStore } from '../../domain/translator-state.ts';
import type { AnthropicMessage } from '../../wire/anthropic/message.ts';
import type { Place } from '../turn-recorder.ts';
import { type Agent, attemptsMax, isWorthRetrying, pauseBeforeRetryMs } from './agent.ts';
import { type AskModel, type ClaudeCall, createClaudeConversation } from './claude-conversation.ts';
import { playScript } from './play-script.ts';
import { playTurn, type ScriptedGateway } from './scripted-gateway.ts';
import { createTraceAgent } from './trace.ts';

/** One request with the client's retries. */
async function ask(
  gateway: ScriptedGateway,
  call: ClaudeCall,
): Promise<AnthropicMessage | 'left' | 'failed'> {
  const { clock } = gateway.setup;
  let { request } = call;
  let attempt = 0;
  let hasThinking = true;
  const next = (): Place => ({ ...call.at, attempt: ++attempt });
  for (let tries = 1; tries <= attemptsMax; tries++) {
    const end = await playTurn(gateway, call, request, next);
    if (end.type === 'commit') return end.message;
    if (end.type === 'left') return 'left';
    if (end.cause === 'thinking-refused' && hasThinking) {
      request = call.withoutThinking();
      hasThinking = false;
    } else if (isWorthRetrying(end)) {
      await clock.pause(pauseBeforeRetryMs(end.headers));
    } else {
      return 'failed';
    }
  }
  return 'failed';
}

/** A client's way to a model: through the translator, with the retries of Claude Code. */
export function createAskModel(parts: Omit<ScriptedGateway, 'written'>): AskModel {
  const gateway = { ...parts, written: new WeakMap() };
  if (parts.options.cache_diagnostics === 'off') return (call) => ask(gateway, call);
  // By conversation: the message that the next request is compared with.
  const answered = new Map<string, string>();
  return async (call) => {
    const conversation = call.at.conversation ?? '';
    const previous_message_id = answered.get(conversation) ?? null;
    const request = { ...call.request, diagnostics: { previous_message_id } };
    const message = await ask(gateway, { ...call, request });
    if (typeof message === 'object') answered.set(conversation, message.id);
    return message;
  };
}

/** @param store the trial's own, so that arms cannot meet in it */
export function createScriptedAgent(options: TranslatorOptions, store: ReasoningStore): Agent {
  return async (setup) => {
    const askModel = createAskModel({ options, store, setup });
    const { trace, turns } = setup.scenario;
    if (trace !== undefined) return createTraceAgent(trace, setup, askModel)();
    const conversation = createClaudeConversation(setup, askModel);
    return (await playScript(setup, turns, conversation)) ? 'complete' : 'stopped';
  };
}
