// Conversations of a client that keeps its history as Claude Code does, played against a gateway.

import { isJsonObject, type JsonObject, parseJson } from '../../lib/json.ts';
import { sha256 } from '../../lib/sha256.ts';
import { replayAnswer } from '../../runner/agents/claude-history.ts';
import { claudeHeaders, claudeRequest } from '../../runner/agents/claude-request.ts';
import { sessionIdOf } from '../../runner/nonce.ts';
import { accumulateMessage } from '../../wire/anthropic/accumulate-message.ts';
import type { AnthropicMessage } from '../../wire/anthropic/message.ts';
import type { AnthropicMessageParam, AnthropicRequest } from '../../wire/anthropic/request.ts';
import type { PlayedExchange } from '../evidence.ts';
import { defaultSystem, defaultTools } from './client-defaults.ts';
import type { Desk } from './desk.ts';
import type { AskOptions, Conversation, ConversationOptions, Stage } from './stage.ts';
import type { SendToGateway } from './wires.ts';

export interface StageOptions {
  readonly desk: Desk;
  readonly send: SendToGateway;
  /** Model that the client asks for. */
  readonly model: string;
  /** The client's key, where a conversation does not have another. */
  readonly apiKey: string;
  /** Tells runs apart: in session ids and markers. */
  readonly seed: string;
  onExchange(exchange: PlayedExchange): void;
}

const messagesPath = '/v1/messages';

/** @param play its name, which is part of every id */
export function createStage(play: string, options: StageOptions): Stage {
  return { conversation: (about) => createConversation(play, options, about) };
}

function createConversation(
  play: string,
  { desk, send, model, apiKey, seed, onExchange }: StageOptions,
  first: ConversationOptions,
): Conversation {
  let about = first;
  let history: AnthropicMessageParam[] = [];
  let last: AnthropicMessage | null = null;
  const id = sha256(`${seed}/${play}/${first.name}`);
  const marker = `marker-${id.slice(0, 12)}`;

  const requestOf = (options: AskOptions): AnthropicRequest => {
    const { system = defaultSystem, tools = defaultTools, request = {} } = about;
    const scenario = { request };
    const identity = { sessionId: about.sessionId ?? sessionIdOf(id), agentId: null };
    const plain = claudeRequest(
      { scenario, model: about.model ?? model },
      identity,
      { system, tools },
      history,
    );
    return options.change?.(plain) ?? plain;
  };

  return {
    marker,
    user(text, ...blocks) {
      const words = { type: 'text' as const, text: `${text} (${marker})` };
      history.push({ role: 'user', content: [...blocks, words] });
    },
    add(...messages) {
      history.push(...messages);
    },
    async ask(options) {
      const body = parseJson(JSON.stringify(requestOf(options))) as JsonObject;
      const { sessionId = sessionIdOf(id), agentId = null } = about;
      const headers = [
        ...(options.headers ?? []),
        ...claudeHeaders({ sessionId, agentId }).filter(
          ([name]) => !about.isUnnamed || !/session-id$/i.test(name),
        ),
        ['x-api-key', about.apiKey ?? apiKey] as const,
      ];
      const { label, leavesAt, path = messagesPath, isLocal = false, ...script } = options;
      const pending = desk.open(marker, { step: answerStep('Done.'), ...script });
      const answer = await send(
        {
          ...{ path: `${path}?beta=true`, headers, body: JSON.stringify(body), leavesAt },
          at: `play ${play}, ${about.name}, ${label}`,
        },
        pending.receive,
      ).catch((error: unknown) => {
        pending.close(true);
        throw error;
      });
      pending.close(answer.ended === 'left');
      onExchange({
        ...{ play, conversation: about.name, label, sent: { path, headers, body } },
        ...{ upstream: pending.calls, ...answer, isLocal },
      });
      const message = answer.status === 200 ? accumulateMessage(answer.text) : null;
      last = isJsonObject(message) && Array.isArray(message.content) ? message : null;
      if (last !== null && !isLocal) history.push(replayAnswer(last));
      return last !== null;
    },
    results(texts, { order, isError } = {}) {
      const calls = (last?.content ?? []).flatMap((block) =>
        block.type === 'tool_use' ? [block.id] : [],
      );
      const content = texts.flatMap((result, index) => {
        const id = calls[order?.[index] ?? index];
        // A call that the gateway lost has no result.
        if (id === undefined) return [];
        return {
          type: 'tool_result' as const,
          tool_use_id: id,
          content: typeof result === 'string' ? result : [...result],
          ...(isError ? { is_error: true } : {}),
        };
      });
      const nothing = { type: 'text' as const, text: `Continue. (${marker})` };
      history.push({ role: 'user', content: content.length === 0 ? [nothing] : content });
    },
    rewrite(change) {
      history = change(history);
    },
    become(options) {
      about = { ...about, ...options };
    },
  };
}

/** A step that only says something, after some reasoning. */
export function answerStep(text: string, reasoningTokens = 64) {
  return { reasoningTokens, summary: ['Thinking.'], text, calls: [] };
}
