// Codex CLI as `--agent codex` plays it: `exec`, one process for each prompt, and a provider of
// its own that speaks plain HTTP.
import type { TrialClient } from '../trial-client.ts';

const flags = ['--json', '--skip-git-repo-check', '--dangerously-bypass-approvals-and-sandbox'];

export const codexTrial: TrialClient = {
  environment: ({ home, key = 'sk-made-up' }) => ({ CODEX_HOME: home, OPENAI_API_KEY: key }),
  files: ({ url, model }) => ({
    'config.toml': [
      `model = ${JSON.stringify(model)}`,
      'model_provider = "turntape"',
      '[model_providers.turntape]',
      'name = "turntape"',
      `base_url = ${JSON.stringify(`${url}/v1`)}`,
      'wire_api = "responses"',
      'env_key = "OPENAI_API_KEY"',
      '',
    ].join('\n'),
  }),
  arguments: (prompt, userTurn) =>
    userTurn === 0 ? ['exec', ...flags, prompt] : ['exec', 'resume', '--last', ...flags, prompt],
};
