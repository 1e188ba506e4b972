// The request that Claude Code would send for a history: body fields in its order, its headers.

import type { HeaderList } from '../../lib/header-list.ts';
import { sha256 } from '../../lib/sha256.ts';
import type { AnthropicMessageParam, AnthropicRequest } from '../../wire/anthropic/request.ts';
import type { TrialSetup } from './agent.ts';
import { markHistory, markSystem } from './claude-history.ts';

const defaultMaxTokens = 32_000;

export function claudeHeaders(setup: TrialSetup): HeaderList {
  return [
    ['Accept', 'application/json'],
    ['Content-Type', 'application/json'],
    ['X-Claude-Code-Session-Id', setup.sessionId],
    ['anthropic-version', '2023-06-01'],
  ];
}

export function claudeRequest(
  setup: TrialSetup,
  history: readonly AnthropicMessageParam[],
): AnthropicRequest {
  const { scenario, model, sessionId } = setup;
  const userId = { device_id: sha256('turntape'), account_uuid: '', session_id: sessionId };
  return {
    model,
    messages: markHistory(history),
    ...(scenario.system.length === 0 ? {} : { system: markSystem(scenario.system) }),
    tools: [...scenario.tools],
    metadata: { user_id: JSON.stringify(userId) },
    max_tokens: defaultMaxTokens,
    ...scenario.request,
    stream: true,
  };
}
