import type { RunDefinition } from '../../domain/run.ts';
import type { SimulatorParameters } from '../../profiles/simulator-parameters.ts';
import type { RunStopped } from '../../runner/run-stopped.ts';
import type { TrialFactories } from '../../runner/trial.ts';
import type { Terminal } from '../../terminal/console.ts';

/** A run that is about to be played, on whatever backend. */
export interface Running {
  readonly definition: RunDefinition;
  readonly terminal: Terminal;
  /** What is set of the simulator; elsewhere what a model's profile assumes. */
  readonly simulator: SimulatorParameters;
  /** @returns why it ended early; null: it did not */
  play(factories: TrialFactories): Promise<RunStopped | null>;
}
