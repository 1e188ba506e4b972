/** The versions that the fixtures and the facts about the clients were taken from. */
export const pinnedClients = {
  '@anthropic-ai/claude-code': '2.1.332',
  '@openai/codex': '0.171.0',
} as const;

import { isNightly } from '../nightly.ts';

/**
 * Older versions of Codex, for what they leave on the disk: each writes its session files
 * otherwise. At night only: they stay as they are.
 */
export const olderCodexVersions = isNightly ? ['0.40.0', '0.92.0'] : [];
