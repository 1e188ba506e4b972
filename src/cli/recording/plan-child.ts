// The client of `-- CMD`, planned with the user's own configuration.
import { homedir } from 'node:os';
import type { PlanOptions } from '../../clients/client-plan.ts';
import { type PlannedClient, planClient } from '../../clients/registry.ts';
import { readText } from '../../files/read-text.ts';
import type { Terminal } from '../../terminal/console.ts';

/**
 * @throws HarnessError `configuration` when no traffic could pass
 */
export function planChild(
  argv: readonly string[],
  { env, cwd }: Terminal,
  options?: PlanOptions,
): PlannedClient {
  return planClient(argv, { environment: env, cwd, home: homedir(), readText }, options);
}
