// A scenario's conversation as Claude Code keeps it. How a request reaches a model is handed in:
// through our translator in this process, or to another gateway over a socket.

import type { HeaderList } from '../../lib/header-list.ts';
import { sha256 } from '../../lib/sha256.ts';
import type { Scenario, ScenarioSubagent } from '../../scenarios/scenario.ts';
import type { AnthropicText } from '../../wire/anthropic/content.ts';
import type { AnthropicMessage } from '../../wire/anthropic/message.ts';
import type { AnthropicMessageParam, AnthropicRequest } from '../../wire/anthropic/request.ts';
import { forkedId } from '../nonce.ts';
import type { Place } from '../turn-recorder.ts';
import type { TrialSetup } from './agent.ts';
import { dropThinking, replayAnswer } from './claude-history.ts';
import { type ClaudeIdentity, claudeHeaders, claudeRequest } from './claude-request.ts';
import type { CallResult, Conversation, ModelAnswer } from './conversation.ts';
import { toolsAt } from './late-tools.ts';

/** A request of the client, and its place in the scenario. */
export interface ClaudeCall {
  readonly request: AnthropicRequest;
  readonly headers: HeaderList;
  readonly at: Omit<Place, 'attempt'>;
  /** The client goes away at the first output. */
  readonly leaves: boolean;
  /** The client drops the thinking of its history for good; the request again. */
  withoutThinking(): AnthropicRequest;
}

/** Sends one request with its retries: the answer, or how it ended without one. */
export type AskModel = (call: ClaudeCall) => Promise<AnthropicMessage | 'left' | 'failed'>;

/** All results in one message, then what followed them. */
function resultMessages(
  results: readonly CallResult[],
  after: readonly AnthropicMessageParam[],
): AnthropicMessageParam[] {
  const content = results.map(({ id, result, isError }) => ({
    type: 'tool_result' as const,
    tool_use_id: id,
    content: typeof result === 'string' ? result : [...result],
    ...(isError === null ? {} : { is_error: isError }),
  }));
  return [{ role: 'user', content }, ...after];
}

function answerOf({ content }: AnthropicMessage): ModelAnswer {
  return {
    text: content.flatMap((block) => (block.type === 'text' ? [block.text] : [])).join(''),
    calls: content.flatMap((block) =>
      block.type === 'tool_use' ? [{ id: block.id, name: block.name }] : [],
    ),
  };
}

/** In a scenario's billing header, replaces what changes with every request. */
const changingMark = 'cch=*';

/**
 * Some versions of Claude Code put a value into the first system block that no two requests share.
 */
function stampBillingHeader(
  system: readonly AnthropicText[],
  request: number,
): readonly AnthropicText[] {
  const [first, ...others] = system;
  if (first === undefined || !first.text.includes(changingMark)) return system;
  const value = `cch=${sha256(`cch/${request}`).slice(0, 5)}`;
  return [{ ...first, text: first.text.replace(changingMark, value) }, ...others];
}

/** The main conversation of a trial. */
export function createClaudeConversation(setup: TrialSetup, askModel: AskModel): Conversation {
  const session = { id: setup.sessionId };
  return createConversation(setup, askModel, session, setup.scenario, null);
}

function createConversation(
  setup: TrialSetup,
  askModel: AskModel,
  session: { id: string },
  prompt: Pick<Scenario, 'system' | 'tools' | 'lateTools'>,
  subagent: ScenarioSubagent | null,
): Conversation {
  let history: AnthropicMessageParam[] = [];
  let tools = prompt.tools;
  let requests = 0;
  return {
    position: () => history.length,
    beginTurn(userTurn, { messages }) {
      tools = toolsAt(prompt.tools, prompt.lateTools, userTurn);
      history.push(...messages);
    },
    async ask(place, leaves) {
      const identity: ClaudeIdentity = { sessionId: session.id, agentId: subagent?.id ?? null };
      const fixed = { system: stampBillingHeader(prompt.system, requests++), tools };
      const message = await askModel({
        request: claudeRequest(setup, identity, fixed, history),
        headers: claudeHeaders(identity),
        at: { ...place, ...(subagent && { conversation: subagent.id }) },
        leaves,
        withoutThinking() {
          history = history.map(dropThinking);
          return claudeRequest(setup, identity, fixed, history);
        },
      });
      if (typeof message === 'string') return message;
      history.push(replayAnswer(message));
      return answerOf(message);
    },
    addResults(results, after) {
      history.push(...resultMessages(results, after));
    },
    rewind(position) {
      history = history.slice(0, position);
    },
    replace(messages) {
      history = [...messages];
    },
    fork() {
      session.id = forkedId(session.id);
    },
    child: (inner) => createConversation(setup, askModel, session, inner, inner),
  };
}
