// The upstream of the gateway under test: the simulator's server, with the desk in front of it.
import { setTimeout as pause } from 'node:timers/promises';
import { createAccountMemory } from '../../backends/simulator/account-memory.ts';
import { createSimulator } from '../../backends/simulator/simulator.ts';
import { startSimulatorServer } from '../../backends/simulator/simulator-server.ts';
import type { Service } from '../../conform/row.ts';
import { createDesk, type Desk } from '../../conform/stage/desk.ts';
import type { Tokenizer } from '../../domain/tokenizer.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { isLoopback, parseListen } from '../../lib/listen-address.ts';
import { profileBackends } from '../../profiles/shipped-profiles.ts';
import {
  defaultSimulatorParameters,
  parseSimulatorParameters,
  type SimulatorParameters,
} from '../../profiles/simulator-parameters.ts';

export interface OpenUpstream {
  /** e.g. `http://127.0.0.1:40123` */
  readonly url: string;
  readonly desk: Desk;
  close(): Promise<void>;
}

/** Nothing is modelled in time; one machine, so that what is cached does not depend on luck. */
const conformParameters: Partial<SimulatorParameters> = {
  ...{ time_scale: 0, machines: 1, rate_per_key_minute: 0, content_type: 'event-stream' },
};

/** Refusals of the gateway in front of the Codex backend, which the public API does not know. */
const codexRefusals = [
  ...['store-must-be-false', 'stream-must-be-true', 'system-messages-not-allowed'],
  'instructions-not-valid',
].join('+');
const [, publicApi] = profileBackends;
const ofService: Readonly<Record<Service, Partial<SimulatorParameters>>> = {
  'codex-backend': {},
  'public-api': { profile_backend: publicApi, rules_off: codexRefusals },
};

/**
 * The simulator's parameters for a card.
 * @param pairs what the user sets over them, `key=value`
 * @throws HarnessError `usage`
 */
export function withConformParameters(
  service: Service,
  pairs: readonly string[],
): SimulatorParameters {
  return parseSimulatorParameters(pairs, {
    ...defaultSimulatorParameters,
    ...conformParameters,
    ...ofService[service],
  });
}

/** @throws HarnessError `usage` for an address that is not a loopback one, or is taken */
export async function openUpstream(
  listen: string,
  parameters: SimulatorParameters,
  tokenizer: Tokenizer,
): Promise<OpenUpstream> {
  const { host, port } = parseListen(listen);
  if (!isLoopback(host)) {
    throw new HarnessError(
      'usage',
      `--listen ${listen} would let other machines in`,
      'Use a loopback address, such as 127.0.0.1:8090',
    );
  }
  const desk = createDesk(async (ms, signal) => {
    await pause(ms, undefined, { signal }).catch(() => undefined);
  });
  const memory = createAccountMemory(parameters);
  const server = await startSimulatorServer({
    ...{ host, port, websocket: 'refuse', accountsMax: parameters.memory_accounts },
    createBackend: (account) =>
      desk.behind(
        createSimulator({
          ...{ tokenizer, parameters, account, memory, seed: 'conform' },
          ...{ nowMs: Date.now, pace: 'real' },
          agent: { nextStep: desk.nextStep },
          faultOf: desk.faultOf,
        }),
      ),
  }).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HarnessError(
      'usage',
      `cannot listen on ${listen}: ${reason}`,
      'Choose another address with --listen',
      error,
    );
  });
  return { url: server.url, desk, close: () => server.close() };
}
