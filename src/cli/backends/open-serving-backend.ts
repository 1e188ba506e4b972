// The backend that `gateway` and `probe` ask, in real time.
import type { BackendOptions } from '../../backends/backend-entry.ts';
import { createBackend } from '../../backends/registry.ts';
import { createDefaultAgent } from '../../backends/simulator/default-agent.ts';
import type { Backend } from '../../domain/backend.ts';
import type { SimulatorParameters } from '../../profiles/simulator-parameters.ts';
import type { Terminal } from '../../terminal/console.ts';
import { type LiveFlags, liveOptions, sayDestination } from './live-flags.ts';

export interface ServingOptions extends Pick<BackendOptions, 'readSession'> {
  /** Of the simulator, where it is chosen. */
  readonly parameters: SimulatorParameters;
  readonly seed: string;
}

/** @throws HarnessError `usage` for an unknown backend, `configuration` for missing credentials */
export async function openServingBackend(
  flags: LiveFlags & { readonly backend: string },
  { parameters, seed, ...recorded }: ServingOptions,
  terminal: Terminal,
): Promise<Backend> {
  sayDestination(flags, terminal);
  return createBackend(flags.backend, {
    ...recorded,
    live: liveOptions(flags, terminal),
    simulator: {
      agent: createDefaultAgent(),
      parameters,
      seed,
      account: 'default',
      nowMs: Date.now,
      pace: 'real',
    },
  });
}
