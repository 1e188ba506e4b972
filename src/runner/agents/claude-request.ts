// The request that Claude Code would send for a history: body fields in its order, its headers.

import type { HeaderList } from '../../lib/header-list.ts';
import { sha256 } from '../../lib/sha256.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { AnthropicMessageParam, AnthropicRequest } from '../../wire/anthropic/request.ts';
import { markHistory, markSystem } from './claude-history.ts';

const defaultMaxTokens = 32_000;

/** Whose request it is. */
export interface ClaudeIdentity {
  readonly sessionId: string;
  /** null: the main agent. */
  readonly agentId: string | null;
}

export function claudeHeaders({ sessionId, agentId }: ClaudeIdentity): HeaderList {
  return [
    ['Accept', 'application/json'],
    ['Content-Type', 'application/json'],
    ['X-Claude-Code-Session-Id', sessionId],
    ...(agentId === null ? [] : [['x-claude-code-agent-id', agentId] as const]),
    ['anthropic-version', '2023-06-01'],
  ];
}

export function claudeRequest(
  { scenario, model }: { readonly scenario: Pick<Scenario, 'request'>; readonly model: string },
  { sessionId }: ClaudeIdentity,
  prompt: Pick<Scenario, 'system' | 'tools'>,
  history: readonly AnthropicMessageParam[],
): AnthropicRequest {
  const userId = { device_id: sha256('turntape'), account_uuid: '', session_id: sessionId };
  return {
    model,
    messages: markHistory(history),
    ...(prompt.system.length === 0 ? {} : { system: markSystem(prompt.system) }),
    tools: [...prompt.tools],
    metadata: { user_id: JSON.stringify(userId) },
    max_tokens: defaultMaxTokens,
    ...scenario.request,
    stream: true,
  };
}
