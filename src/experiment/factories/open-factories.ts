// What a run is played with, whatever the backend.
import type { TrialFactories } from '../../runner/trial.ts';

/** What trials are played with, opened for one run. */
export interface OpenFactories {
  readonly factories: TrialFactories;
  /** Releases what was opened: sockets, a backend's connections. */
  close(): Promise<void>;
}
