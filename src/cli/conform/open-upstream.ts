// The upstream of the gateway under test: the simulator's server, with the desk in front of it.
import { setTimeout as pause } from 'node:timers/promises';
import { createSimulator } from '../../backends/simulator/simulator.ts';
import { startSimulatorServer } from '../../backends/simulator/simulator-server.ts';
import { createDesk, type Desk } from '../../conform/stage/desk.ts';
import type { Tokenizer } from '../../domain/tokenizer.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { isLoopback, parseListen } from '../../lib/listen-address.ts';
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

/**
 * The simulator's parameters for a card.
 * @param pairs what the user sets over them, `key=value`
 * @throws HarnessError `usage`
 */
export function withConformParameters(pairs: readonly string[]): SimulatorParameters {
  return parseSimulatorParameters(pairs, { ...defaultSimulatorParameters, ...conformParameters });
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
  const server = await startSimulatorServer({
    ...{ host, port, websocket: 'refuse' },
    createBackend: (account) =>
      desk.behind(
        createSimulator({
          ...{ tokenizer, parameters, account, seed: 'conform', nowMs: Date.now, pace: 'real' },
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
