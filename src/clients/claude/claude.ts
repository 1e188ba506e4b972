// Claude Code. What it sends: docs/recording.md and tests/clients.
import { findHeader } from '../../lib/header-list.ts';
import { readSessionNames } from '../../wire/anthropic/session-headers.ts';
import type { Client } from '../client.ts';
import { claudeTrial } from './claude-trial.ts';
import { planClaude } from './plan-claude.ts';
import { readClaudeSetup } from './read-claude-setup.ts';

const sessionHeader = 'x-claude-code-session-id';

export const claudeClient: Client = {
  title: 'Claude Code',
  program: 'claude',
  protocol: 'anthropic',
  isSender: (headers) =>
    Boolean(findHeader(headers, sessionHeader)) ||
    /^claude-(cli|code)\//.test(findHeader(headers, 'user-agent') ?? ''),
  namingMembers: ['metadata'],
  findNames(headers, body) {
    const { sessionId, agentId } = readSessionNames(headers, body['metadata']);
    return sessionId === null && agentId === null ? null : { sessionId, agentId, isTitle: false };
  },
  namingHeaders: [sessionHeader, 'x-claude-code-agent-id'],
  // Measured with 2.1.330: a class of requests (`main`), an id of the prompt, `Bash=34` (ms).
  publicHeaders: [
    'x-app',
    'x-claude-1p-request-class',
    'x-claude-code-request-class',
    'x-claude-code-prompt-id',
    'x-claude-code-prev-tool-durations',
  ],
  plan: (argv, machine, options) => planClaude({ ...readClaudeSetup(argv, machine), ...options }),
  trial: claudeTrial,
};
