// Which simulator parameters a run plays with several values. What decides the sign and is open in
// the model's profile is always swept, unless the user fixes it.

import type { Arm, ParameterValue, Variant } from '../../domain/run.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { periodOf } from '../../profiles/cache-rules.ts';
import {
  defaultSimulatorParameters,
  type SimulatorParameters,
} from '../../profiles/simulator-parameters.ts';

/** Values of a swept parameter by its name, the base first. */
export type SweepAxes = ReadonlyMap<string, readonly ParameterValue[]>;

/**
 * Default sweep of what a profile leaves open; the profile's rule of the same name says whether it
 * does.
 */
const sweptWhereOpen: SweepAxes = new Map<string, readonly ParameterValue[]>([
  ['cache_outputs', ['none', 'full']],
]);
/** Swept where an arm sends no session header: nobody but the backend knows where its calls go. */
const sweptWithoutHeader: SweepAxes = new Map<string, readonly ParameterValue[]>([
  ['routing_without_header', ['lottery', 'sticky']],
]);
/** Of these, those whose values are side by side. */
const shownByDefault = [...sweptWhereOpen.keys(), ...sweptWithoutHeader.keys()];
/** Every variant plays every session again. */
const variantsMax = 64;

export interface SweepOptions {
  /** What the user sets: never swept. */
  readonly fixed?: Partial<SimulatorParameters>;
  /** Swept besides the default ones, or instead of them where they name the same parameter. */
  readonly asked?: SweepAxes;
  /** What a probe settled: not swept unless asked for; `fixed` wins over it. */
  readonly settled?: Partial<SimulatorParameters>;
  /** Whose profile says what is open. */
  readonly model: string;
  /** What of the backend decides depends on what they send. */
  readonly arms?: readonly Arm[];
}

export interface Sweep {
  /** What is the same in every variant; swept parameters at their base value. */
  readonly parameters: SimulatorParameters;
  /** The base first. Never empty. */
  readonly variants: readonly Variant[];
  /** Swept parameters whose values are side by side: the default one, and what was asked for. */
  readonly sideBySide: readonly string[];
}

function lacksHeader(arm: Arm): boolean {
  return arm.agent === 'scripted' && !arm.options.session_header;
}

function assertNotBoth(fixed: object, asked: SweepAxes): void {
  const key = [...asked.keys()].find((name) => Object.hasOwn(fixed, name));
  if (key === undefined) return;
  throw new HarnessError('usage', `\`${key}\` is both fixed and swept`, 'Drop --sim or --sweep');
}

/** Every combination of the axes' values, the first value of each first. */
function combine(axes: SweepAxes): Record<string, ParameterValue>[] {
  let combinations: Record<string, ParameterValue>[] = [{}];
  for (const [key, values] of axes) {
    combinations = combinations.flatMap((combination) =>
      values.map((value) => ({ ...combination, [key]: value })),
    );
  }
  if (combinations.length <= variantsMax) return combinations;
  throw new HarnessError(
    'usage',
    `the sweep has ${combinations.length} combinations, more than ${variantsMax}`,
    'Sweep fewer parameters, or fix some with --sim',
  );
}

function nameOf(values: Readonly<Record<string, ParameterValue>>): string {
  const pairs = Object.entries(values).map(([key, value]) => `${key}=${value}`);
  return pairs.join(' ') || 'as given';
}

/**
 * @throws HarnessError `usage` for a parameter that is fixed and swept, and for too many variants
 */
export function planSweep(options: SweepOptions): Sweep {
  const { fixed = {}, asked = new Map(), settled = {}, model, arms = [] } = options;
  assertNotBoth(fixed, asked);
  const { rules } = periodOf(model, { ...defaultSimulatorParameters, ...settled, ...fixed }).period;
  const isFree = (key: string): boolean =>
    !Object.hasOwn(fixed, key) && !Object.hasOwn(settled, key) && !asked.has(key);
  const byArms = arms.some(lacksHeader) ? sweptWithoutHeader : [];
  const open = [...sweptWhereOpen].filter(([key]) => rules[key]?.confidence === 'none');
  const axes = new Map([...[...open, ...byArms].filter(([key]) => isFree(key)), ...asked]);
  const variants = combine(axes).map((parameters) => ({ name: nameOf(parameters), parameters }));
  return {
    parameters: {
      ...defaultSimulatorParameters,
      ...settled,
      ...fixed,
      ...variants[0]?.parameters,
    },
    variants,
    sideBySide: [...axes.keys()].filter((key) => shownByDefault.includes(key) || asked.has(key)),
  };
}
