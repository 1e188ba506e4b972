// Which requests are struck by which fault: every nth, a seeded share, or a plan by request number.
import type { SeededRandom } from '../../lib/seeded-random.ts';
import type { FaultName } from '../../profiles/fault-names.ts';
import { parseFaultPlan } from '../../profiles/fault-plan.ts';
import type { SimulatorParameters } from '../../profiles/simulator-parameters.ts';

/** @param random drawn from once per request, and only when there is a rate */
export function createFaultChooser(
  parameters: SimulatorParameters,
  random: SeededRandom,
): (request: number) => FaultName {
  const { fault, fault_every, fault_rate, fault_plan } = parameters;
  const planned = parseFaultPlan(fault_plan);
  return (request) => {
    if (planned.size > 0) return planned.get(request) ?? 'none';
    if (fault_rate > 0) return random.next() < fault_rate ? fault : 'none';
    return request % fault_every === 0 ? fault : 'none';
  };
}
