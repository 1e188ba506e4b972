// The client of `-- CMD`, planned with the user's own configuration.
import { homedir } from 'node:os';
import { type PlannedClient, planClient } from '../../clients/registry.ts';
import { readText } from '../../files/read-text.ts';
import type { Terminal } from '../../terminal/console.ts';

/**
 * @param canDecrypt the proxy may be given hosts to decrypt (`ClientPlan.decryptedHosts`)
 * @throws HarnessError `configuration` when no traffic could pass
 */
export function planChild(
  argv: readonly string[],
  { env, cwd }: Terminal,
  canDecrypt = false,
): PlannedClient {
  return planClient(argv, { environment: env, cwd, home: homedir(), readText }, canDecrypt);
}
