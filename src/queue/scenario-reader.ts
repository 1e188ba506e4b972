// Scenarios of the runs that a worker plays, read from the queue.
import type { Scenario } from '../scenarios/scenario.ts';
import type { QueueConnection } from './connect-queue.ts';
import { unpackScenario } from './pack-scenario.ts';
import type { RunKeys } from './queue-keys.ts';

/** Scenarios that are kept unpacked: a trace takes megabytes. */
const scenariosMax = 8;

/** @throws HarnessError `bad-input` for a scenario that is missing or damaged in the queue */
export type ReadScenario = (keys: RunKeys, name: string) => Promise<Scenario>;

/** Unpacked scenarios, the last ones kept. */
export function createScenarioReader({ redis }: QueueConnection): ReadScenario {
  const kept = new Map<string, Scenario>();
  return async (keys, name) => {
    const known = kept.get(name);
    if (known !== undefined) return known;
    const scenario = unpackScenario(name, await redis.hgetBuffer(keys.scenarios, name));
    const [oldest] = kept.keys();
    if (kept.size >= scenariosMax && oldest !== undefined) kept.delete(oldest);
    kept.set(name, scenario);
    return scenario;
  };
}
