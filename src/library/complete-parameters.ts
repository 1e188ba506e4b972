// Parameters of the simulated backend or its cache, as a program names them.
import {
  parseSimulatorParameters,
  type SimulatorParameters,
} from '../profiles/simulator-parameters.ts';

/**
 * The defaults with what differs, checked as those of `--sim` are.
 * @throws HarnessError `usage` for a parameter or a value that does not exist
 */
export function completeParameters(
  changed: Partial<SimulatorParameters> = {},
): SimulatorParameters {
  return parseSimulatorParameters(
    Object.entries(changed).map(([name, value]) => `${name}=${value}`),
  );
}
