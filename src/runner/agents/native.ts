// Plays a scenario as Codex itself would: the history is kept in the backend's own items and goes
// back verbatim, reasoning included. The reference, and the oracle of the translator's tests: it
// must not import translate/ or continuity/.

import { findHeader } from '../../lib/header-list.ts';
import type { ScenarioSubagent } from '../../scenarios/scenario.ts';
import type {
  ResponsesFunctionCall,
  ResponsesItem,
  ResponsesMessage,
  ResponsesReasoning,
} from '../../wire/responses/item.ts';
import { forkedId } from '../nonce.ts';
import type { ObservedResponse } from '../observe-response.ts';
import {
  type Agent,
  attemptsMax,
  isWorthRetrying,
  pauseBeforeRetryMs,
  type TrialSetup,
} from './agent.ts';
import type { Conversation, ModelAnswer, StepPlace } from './conversation.ts';
import { toolsAt } from './late-tools.ts';
import {
  loadedTools,
  nativeBasePrompt,
  nativeHeaders,
  nativeMessage,
  nativeRequest,
  nativeResult,
  nativeTools,
  nativeTurnStateHeader,
} from './native-request.ts';
import { playScript } from './play-script.ts';

/** Codex replays an output item as it came; reasoning gets a null `content`. */
function replayItem(item: ResponsesItem): ResponsesItem {
  if (item.type !== 'reasoning') return item;
  return { ...(item as ResponsesReasoning), content: null };
}

function textOf(item: ResponsesItem): string {
  if (item.type !== 'message') return '';
  const { content } = item as ResponsesMessage;
  if (typeof content === 'string') return content;
  return content.map((part) => ('text' in part ? part.text : '')).join('');
}

function answerOf(items: readonly ResponsesItem[]): ModelAnswer {
  return {
    text: items.map(textOf).join(''),
    calls: items.flatMap((item) => {
      if (item.type !== 'function_call') return [];
      const { call_id, name } = item as ResponsesFunctionCall;
      return [{ id: call_id, name }];
    }),
  };
}

/** @param subagent null: the session's own conversation */
function createConversation(
  setup: TrialSetup,
  session: NativeSession,
  subagent: ScenarioSubagent | null,
): Conversation {
  const prompt = subagent ?? setup.scenario;
  const late = subagent === null ? setup.scenario.lateTools : undefined;
  const base = nativeBasePrompt(prompt.system);
  const callable = new Set<string>();
  let input: ResponsesItem[] = [...base];
  let turnState: string | undefined;

  const send = async (at: StepPlace, leaves: boolean): Promise<ObservedResponse | null> => {
    const thread = subagent === null ? session.id : `${session.id}-${subagent.id}`;
    const tools = nativeTools(prompt.tools, callable);
    const body = nativeRequest(setup, thread, input, tools);
    const leaving = leaves ? 'at-first-output' : undefined;
    for (let attempt = 1; attempt <= attemptsMax; attempt++) {
      const headers = nativeHeaders(setup.model, session.id, thread, turnState);
      const observed = await setup.recorder.send(body, headers, leaving);
      const conversation = subagent === null ? {} : { conversation: subagent.id };
      setup.recorder.record({ ...at, attempt, ...conversation }, body, observed, []);
      if (observed.isComplete || (leaves && observed.ttftMs !== null)) return observed;
      if (!isWorthRetrying(observed)) return null;
      await setup.clock.pause(pauseBeforeRetryMs(observed.headers));
    }
    return null;
  };

  return {
    position: () => input.length,
    beginTurn(userTurn, { messages }) {
      for (const { name, defer_loading } of toolsAt(prompt.tools, late, userTurn)) {
        if (defer_loading !== true) callable.add(name);
      }
      turnState = undefined;
      input.push(...messages.flatMap(nativeMessage));
    },
    async ask(at, leaves) {
      const observed = await send(at, leaves);
      if (observed === null) return 'failed';
      if (!observed.isComplete) return 'left';
      turnState ??= findHeader(observed.headers, nativeTurnStateHeader);
      input.push(...observed.items.map(replayItem));
      return answerOf(observed.items);
    },
    addResults(results, after) {
      for (const result of results) {
        input.push(nativeResult(result));
        for (const name of loadedTools(result)) callable.add(name);
      }
      input.push(...after.flatMap(nativeMessage));
    },
    rewind(position) {
      input = input.slice(0, position);
    },
    replace(messages) {
      input = [...base, ...messages.flatMap(nativeMessage)];
    },
    fork() {
      session.id = forkedId(session.id);
    },
    child: (inner) => createConversation(setup, session, inner),
  };
}

interface NativeSession {
  id: string;
}

/** The reference agent. */
export const nativeAgent: Agent = async (setup) => {
  const conversation = createConversation(setup, { id: setup.sessionId }, null);
  return (await playScript(setup, setup.scenario.turns, conversation)) ? 'complete' : 'stopped';
};
