// Which requests are struck by which fault: every nth, a seeded share, or a plan by request number.
import { HarnessError } from '../../lib/harness-error.ts';
import type { SeededRandom } from '../../lib/seeded-random.ts';
import { type FaultName, faultNames } from '../../rules/fault-names.ts';
import type { SimulatorParameters } from '../../rules/simulator-parameters.ts';

function parsePlan(plan: string): ReadonlyMap<number, FaultName> {
  const planned = new Map<number, FaultName>();
  for (const entry of plan.split('+').filter(Boolean)) {
    const [, number, name] = /^(\d+):(.+)$/.exec(entry) ?? [];
    const fault = faultNames.find((known) => known === name);
    if (fault === undefined || Number(number) < 1) {
      throw new HarnessError(
        'usage',
        `\`${entry}\` is no entry of a fault plan`,
        `Write NUMBER:FAULT, as in 3:429+5:cut; faults: ${faultNames.join(', ')}`,
      );
    }
    planned.set(Number(number), fault);
  }
  return planned;
}

/**
 * @param random drawn from once per request, and only when there is a rate
 * @throws HarnessError `usage` for a plan that cannot be read
 */
export function createFaultChooser(
  parameters: SimulatorParameters,
  random: SeededRandom,
): (request: number) => FaultName {
  const { fault, fault_every, fault_rate, fault_plan } = parameters;
  const planned = parsePlan(fault_plan);
  return (request) => {
    if (planned.size > 0) return planned.get(request) ?? 'none';
    if (fault_rate > 0) return random.next() < fault_rate ? fault : 'none';
    return request % fault_every === 0 ? fault : 'none';
  };
}
