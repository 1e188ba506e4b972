import { assertNever } from '../lib/assert-never.ts';
import { planClaude } from './claude.ts';
import { type ClientPlan, clientOf, type Environment } from './client-plan.ts';
import { planCodex } from './codex.ts';
import { planOther } from './plan-other.ts';
import { readClaudeSetup } from './read-claude-setup.ts';
import { readCodexSetup } from './read-codex-setup.ts';

/**
 * How to start a command line (`-- CMD...`) so that its traffic comes to a proxy of ours. Throws
 * HarnessError `configuration` when no traffic could pass.
 * @param canDecrypt the proxy may be given hosts to decrypt (`ClientPlan.decryptedHosts`)
 */
export function planClient(
  argv: readonly string[],
  environment: Environment,
  cwd: string,
  canDecrypt = false,
): ClientPlan {
  const client = clientOf(argv[0] ?? '');
  switch (client) {
    case 'claude':
      return planClaude(readClaudeSetup(argv, environment, cwd));
    case 'codex':
      return planCodex({ ...readCodexSetup(argv, environment), canDecrypt });
    case 'other':
      return planOther(argv, environment);
    default:
      return assertNever(client, 'client');
  }
}
