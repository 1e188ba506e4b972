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
    // Of 2.1.332, by their names and values in the program; kinds, ids and counts. Not
    // `-sandy-plover` (names of tools) and not what nothing tells the meaning of.
    'x-claude-code-agent-type',
    'x-claude-code-auxiliary-type',
    'x-claude-code-compaction',
    'x-claude-code-context-compacted',
    'x-claude-code-parent-agent-id',
    'x-cc-compaction-request',
    'x-cc-context-compacted',
    'x-cc-fallback-category',
    'x-cc-fallback-from-model',
    'x-cc-fallback-trigger',
    'x-cc-original-request-id',
    'x-is-refusal-fallback',
    'x-anthropic-additional-protection',
    'anthropic-thinking-prefix-mismatch',
  ],
  plan: (argv, machine, options) => planClaude({ ...readClaudeSetup(argv, machine), ...options }),
  trial: claudeTrial,
};
