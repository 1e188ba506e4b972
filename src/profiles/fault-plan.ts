// Faults by request number, as users write them: `3:429+5:cut`.
import { type FaultName, faultNames } from './fault-names.ts';

type Entry = readonly [request: number, fault: FaultName];

function parseEntry(entry: string): Entry | null {
  const [, number, name] = /^(\d+):(.+)$/.exec(entry) ?? [];
  const fault = faultNames.find((known) => known === name);
  return fault === undefined || Number(number) < 1 ? null : [Number(number), fault];
}

const entriesOf = (plan: string): string[] => plan.split('+').filter(Boolean);

/** What is to be given instead; null: the plan can be read. */
export function checkFaultPlan(plan: string): string | null {
  const wrong = entriesOf(plan).find((entry) => parseEntry(entry) === null);
  return wrong === undefined
    ? null
    : `NUMBER:FAULT, as in 3:429+5:cut (\`${wrong}\` is not one); faults: ${faultNames.join(', ')}`;
}

/** @param plan as `checkFaultPlan` accepts it; the last entry of a request wins */
export function parseFaultPlan(plan: string): ReadonlyMap<number, FaultName> {
  return new Map(
    entriesOf(plan)
      .map(parseEntry)
      .filter((entry) => entry !== null),
  );
}
