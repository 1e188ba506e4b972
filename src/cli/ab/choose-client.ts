// `ab --agent CLIENT`: what of the flags goes with a real client, and what it can play.

import { isSimulated } from '../../backends/registry.ts';
import { type PlayableClient, playableClients } from '../../clients/registry.ts';
import { clientVersion, findClient } from '../../experiment/links/client-program.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import type { ClientLink } from '../../runner/agents/real-client.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { Terminal } from '../../terminal/console.ts';
import { protocolTitles } from '../../wire/protocol.ts';
import type { AbFlags } from './ab-flags.ts';

function usage(message: string, hint: string): HarnessError {
  return new HarnessError('usage', message, hint);
}

/** @returns null: the scripted client plays */
function chooseClient(flags: AbFlags): PlayableClient | null {
  if (flags.agent === 'scripted') {
    if (flags['client-path'] === undefined) return null;
    throw usage(
      '--client-path is for a real client',
      `Say ${playableClients.map(({ name }) => `--agent ${name}`).join(' or ')}`,
    );
  }
  if (!isSimulated(flags.backend)) {
    throw usage(
      `--agent ${flags.agent} plays on the simulator only: it runs what the model says, which is not known on ${flags.backend}`,
      'Leave --backend out; scripted clients play on any backend',
    );
  }
  if (flags.session.length + flags.traces.length > 0) {
    throw usage(
      `--agent ${flags.agent} cannot play recorded sessions or traces`,
      'Name a scenario that ships a repository',
    );
  }
  const own = [...flags.arm, ...flags.set, ...flags.factor];
  const client = playableClients.find(({ name }) => name === flags.agent);
  if (client === undefined) throw new TypeError(`no client ${flags.agent}`);
  const isReference = client.protocol === 'responses';
  if (isReference && (own.length > 0 || flags.aa || flags.baseline !== undefined)) {
    throw usage(
      `${client.title} speaks ${protocolTitles.responses} itself: it is the one reference arm \`native\``,
      'Leave out --arm, --set, --factor, --aa and --baseline',
    );
  }
  if (!isReference && flags.arm.some((arm) => arm === 'native' || /=gateway:/.test(arm))) {
    const references = playableClients.filter(({ protocol }) => protocol === 'responses');
    const flag = references.map(({ name }) => `--agent ${name}`).join(' or ');
    throw usage(
      `the real ${client.title} plays through our gateway: \`native\` and other gateways are not arms of it`,
      `Use presets or translator options; ${flag} is the reference`,
    );
  }
  return client;
}

/** @throws HarnessError `usage` for what only a scripted client can play */
function assertPlayable(client: string, scenarios: readonly Scenario[]): void {
  const bare = scenarios.filter(({ repository }) => repository === undefined);
  if (bare.length > 0) {
    throw usage(
      `${bare.map(({ name }) => name).join(', ')}: ships no repository for ${client} to play in`,
      'Name a scenario with `repository:`, such as those in scenarios/real-clients/',
    );
  }
  const hasMore = ({ turns }: Scenario): boolean =>
    turns.some(
      ({ steps, rewindTo, session, interrupted, compactedAs }) =>
        rewindTo !== undefined ||
        session !== undefined ||
        interrupted === true ||
        compactedAs !== undefined ||
        steps.some(
          ({ abandoned, calls }) =>
            abandoned === true || calls.some(({ subagent }) => subagent !== undefined),
        ),
    );
  const forced = scenarios.find(hasMore);
  if (forced === undefined) return;
  throw usage(
    `${forced.name}: a real client decides itself when to rewind, fork, compact, leave or delegate`,
    'Use a scenario of user turns and calls',
  );
}

/** A real client that plays, ready to be started. */
export interface ChosenClient {
  readonly client: PlayableClient;
  readonly link: ClientLink;
  readonly versions: Readonly<Record<string, string>>;
  assertPlayable(scenarios: readonly Scenario[]): void;
}

/** undefined: the scripted client plays. */
export async function openClient(
  flags: AbFlags,
  { env, cwd, error }: Terminal,
): Promise<ChosenClient | undefined> {
  const client = chooseClient(flags);
  if (client === null) return undefined;
  const { name } = client;
  // Loaded where a real client plays: most runs are scripted.
  const { createClientLink } = await import('../../experiment/links/client-link.ts');
  const program = findClient(client.program, flags['client-path'], env, cwd);
  return {
    client,
    link: createClientLink(client, program, env['PATH'] ?? '', error),
    versions: { [name]: clientVersion(program) },
    assertPlayable: (scenarios) => assertPlayable(name, scenarios),
  };
}
