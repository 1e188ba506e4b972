// Claude Code as `--agent claude` plays it: print mode, one process for each prompt.
import { join } from 'node:path';
import type { TrialClient } from '../trial-client.ts';

export const claudeTrial: TrialClient = {
  environment: ({ home, url, model, key = 'sk-ant-made-up' }) => ({
    CLAUDE_CONFIG_DIR: join(home, 'claude'),
    ANTHROPIC_API_KEY: key,
    ANTHROPIC_BASE_URL: url,
    ANTHROPIC_MODEL: model,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_TELEMETRY: '1',
    DISABLE_AUTOUPDATER: '1',
    // Else it does not skip permissions for the superuser.
    IS_SANDBOX: '1',
  }),
  files: () => ({}),
  arguments: (prompt, userTurn, sessionId) => [
    '-p',
    prompt,
    '--output-format',
    'json',
    '--dangerously-skip-permissions',
    userTurn === 0 ? '--session-id' : '--resume',
    sessionId,
  ],
};
