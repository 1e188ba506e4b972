// `conform --agent CLIENT`: the real client that plays, and what does not go with it.
import { playableClients } from '../../clients/registry.ts';
import { clientVersion, findClient } from '../../experiment/links/client-program.ts';
import { findScenarios } from '../../experiment/sources/find-scenarios.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import type { Terminal } from '../../terminal/console.ts';
import type { ConformFlags } from './conform-flags.ts';
import type { RealClient } from './play-real-client.ts';

/** Two user turns, with one call and with two calls at once. */
const scenarioName = 'small-repository';

/**
 * undefined: the scripted client plays.
 * @throws HarnessError `usage` for flags of the other, `configuration` where it is not installed
 */
export function openAgent(
  { agent, 'client-path': given, client: recorded, session }: ConformFlags,
  { env, cwd }: Terminal,
): RealClient | undefined {
  const client = playableClients.find(({ name }) => name === agent);
  if (client === undefined) {
    if (given === undefined) return undefined;
    throw new HarnessError(
      'usage',
      '--client-path is for a real client',
      `Say ${playableClients.map(({ name }) => `--agent ${name}`).join(' or ')}`,
    );
  }
  if (recorded !== undefined || session !== undefined) {
    const flag = session === undefined ? '--client' : '--session';
    throw new HarnessError(
      'usage',
      `--agent ${agent} plays itself: ${flag} is a recording`,
      'Give one of them',
    );
  }
  const program = findClient(client.program, given, env, cwd);
  const [scenario] = findScenarios([scenarioName], cwd);
  if (scenario === undefined) throw new TypeError(`no scenario ${scenarioName}`);
  return { client, program, scenario, version: clientVersion(program), path: env['PATH'] ?? '' };
}
