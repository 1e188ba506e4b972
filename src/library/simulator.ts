// Entry point `turntape/simulator`: the simulated Responses backend, in this process or behind a
// socket.
import { loadO200kTokenizer } from '../backends/o200k-tokenizer.ts';
import { createAccountMemory } from '../backends/simulator/account-memory.ts';
import { createDefaultAgent } from '../backends/simulator/default-agent.ts';
import { createSimulator, type SimulatorOptions } from '../backends/simulator/simulator.ts';
import {
  type SimulatorServer,
  startSimulatorServer,
} from '../backends/simulator/simulator-server.ts';
import type { Backend } from '../domain/backend.ts';
import type { SimulatedAgent } from '../domain/model-step.ts';
import { retiredEndpoints } from '../profiles/retired-endpoints.ts';
import type { SimulatorParameters } from '../profiles/simulator-parameters.ts';
import { completeParameters } from './complete-parameters.ts';

export type { BackendRequest, BackendResponse, TimedChunk } from '../domain/backend.ts';
export type { ModelCall, ModelStep } from '../domain/model-step.ts';
export type { Backend, SimulatedAgent, SimulatorParameters, SimulatorServer };

export interface SimulatorSettings {
  /** What differs from the defaults in docs/simulator.md. */
  readonly parameters?: Partial<SimulatorParameters>;
  /** Same seed and requests, same answers. Default `1`. */
  readonly seed?: string;
  /** Makes the agent that decides what the model does. Default: one that calls offered tools. */
  readonly createAgent?: () => SimulatedAgent;
  /** Wall clock, ms since 1970: says when a cache forgets. Default `Date.now`. */
  readonly nowMs?: () => number;
}

export interface InProcessSettings extends SimulatorSettings {
  /** Whose caches and encryption keys these are. Default `simulated`. */
  readonly account?: string;
}

export interface ServerSettings extends SimulatorSettings {
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
  /** Required where `host` is not a loopback address: every request carries it, as its API key. */
  readonly token?: string;
}

/**
 * Opens a simulated backend without a socket. Its chunks carry modelled times, and nothing waits.
 * @throws HarnessError `usage` for a parameter or a value that does not exist
 */
export async function openSimulator(settings: InProcessSettings = {}): Promise<Backend> {
  const createBackend = await prepare(settings, 'virtual');
  return createBackend(settings.account ?? 'simulated');
}

/**
 * Serves the simulated backend over HTTP, in real time, with caches for each account.
 * @throws HarnessError `usage` for a parameter or a value that does not exist
 */
export async function serveSimulator(settings: ServerSettings = {}): Promise<SimulatorServer> {
  const { host = '127.0.0.1', port = 0, token } = settings;
  const parameters = completeParameters(settings.parameters);
  return startSimulatorServer({
    host,
    port,
    token,
    websocket: parameters.websocket,
    modelList: parameters.model_list,
    retired: retiredEndpoints(parameters),
    accountsMax: parameters.memory_accounts,
    createBackend: await prepare(settings, 'real'),
  });
}

async function prepare(
  settings: SimulatorSettings,
  pace: SimulatorOptions['pace'],
): Promise<(account: string) => Backend> {
  const { seed = '1', createAgent = createDefaultAgent, nowMs = Date.now } = settings;
  const parameters = completeParameters(settings.parameters);
  const tokenizer = await loadO200kTokenizer();
  const memory = createAccountMemory(parameters);
  const settled = { tokenizer, parameters, seed, nowMs, pace, memory };
  return (account) => createSimulator({ ...settled, agent: createAgent(), account });
}
