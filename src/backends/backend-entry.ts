// What the commands have to know of a backend before it is opened. A backend is one entry of
// `registry.ts`: nothing else asks for its name, only for what its entry says.
import type { Backend } from '../domain/backend.ts';
import type { Exchange } from '../domain/exchange.ts';
import type { LiveOptions } from './live/live-options.ts';
import type { SimulatorOptions } from './simulator/simulator.ts';

export interface BackendOptions {
  readonly live: LiveOptions;
  /** Absent: a simulator cannot be meant. */
  readonly simulator?: Omit<SimulatorOptions, 'tokenizer'>;
  /** Exchanges of a recorded session. Absent: no recording can be meant. */
  readonly readSession?: (session: string) => Promise<readonly Exchange[]>;
}

export type BackendKind =
  | 'simulated' // in this process: its parameters can be set, its faults planned
  | 'recorded' // answers only what was recorded
  | 'live'; // a server: requests cost money or limits

export interface LiveAddress {
  readonly url: string;
  /** Credentials that would go there, in words. */
  readonly credentials: string;
}

interface EntryBase {
  /** How `--backend` takes it, for people: a name, or `name:WHAT`. */
  readonly form: string;
  /**
   * What a text names of this backend: a session, an address; '' where there is nothing to name.
   * @returns null: the text names another backend
   */
  match(text: string): string | null;
  /**
   * @param named what `match` returned
   * @throws HarnessError `usage`, `configuration` for missing credentials
   */
  open(named: string, options: BackendOptions): Promise<Backend>;
}

export type BackendEntry =
  | (EntryBase & { readonly kind: Exclude<BackendKind, 'live'> })
  | (EntryBase & {
      readonly kind: 'live';
      /** Where requests go, without opening it. @throws HarnessError `usage` for a bad address */
      address(named: string): LiveAddress;
    });
