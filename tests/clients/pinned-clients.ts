/** The versions that the fixtures and the facts about the clients were taken from. */
export const pinnedClients = {
  '@anthropic-ai/claude-code': '2.1.330',
  '@openai/codex': '0.169.0',
} as const;
