// What of the simulated backend can be set: one table that the command line, the reports, the
// simulator and docs/simulator.md all read. Keys are spelled as users write them in `--sim`.
import { HarnessError } from '../lib/harness-error.ts';
import { nearestWord } from '../lib/nearest-word.ts';
import { type CacheModelParameters, cacheModelParameterTable } from './cache-model-parameters.ts';
import { type AnswerParameters, answerParameters } from './parameters/answer-parameters.ts';
import { type BenefitParameters, benefitParameters } from './parameters/benefit-parameters.ts';
import { type FaultParameters, faultParameters } from './parameters/fault-parameters.ts';
import { type LatencyParameters, latencyParameters } from './parameters/latency-parameters.ts';
import { type MemoryParameters, memoryParameters } from './parameters/memory-parameters.ts';
import type { ParameterTable } from './parameters/parameter.ts';
import { type RefusalParameters, refusalParameters } from './parameters/refusal-parameters.ts';

export interface SimulatorParameters
  extends CacheModelParameters,
    BenefitParameters,
    LatencyParameters,
    AnswerParameters,
    RefusalParameters,
    FaultParameters,
    MemoryParameters {}

export type SimulatorParameterName = keyof SimulatorParameters;

/** Every parameter. docs/simulator.md has a row for each; a test compares the two. */
export const simulatorParameterTable: ParameterTable<SimulatorParameters> = {
  ...cacheModelParameterTable,
  ...benefitParameters,
  ...latencyParameters,
  ...answerParameters,
  ...refusalParameters,
  ...faultParameters,
  ...memoryParameters,
};

export const simulatorParameterNames = Object.keys(
  simulatorParameterTable,
) as SimulatorParameterName[];

/** Every parameter at its default. */
export const defaultSimulatorParameters: SimulatorParameters = Object.fromEntries(
  simulatorParameterNames.map((name) => [name, simulatorParameterTable[name].default]),
) as unknown as SimulatorParameters;

/** Whether `--sim` knows the name. */
export function isParameterName(key: string): key is SimulatorParameterName {
  return Object.hasOwn(simulatorParameterTable, key);
}

function describeAccepts(name: SimulatorParameterName, value: string): string {
  const { accepts } = simulatorParameterTable[name];
  if (accepts.kind === 'choice') return `one of ${accepts.values.join(', ')}`;
  if (accepts.kind === 'text') return accepts.check(value) ?? 'text';
  const kind = accepts.isWhole ? 'a whole number' : 'a number';
  const range = `${kind} from ${accepts.minimum} to ${accepts.maximum}`;
  return accepts.orProfile ? `${range}, or profile` : range;
}

function parseValue(name: SimulatorParameterName, value: string): unknown {
  const { accepts } = simulatorParameterTable[name];
  if (accepts.kind === 'text') return accepts.check(value) === null ? value : undefined;
  if (accepts.kind === 'choice') {
    return (accepts.values as readonly unknown[]).find((legal) => String(legal) === value);
  }
  if (accepts.orProfile && value === 'profile') return value;
  const parsed = value.trim() === '' ? Number.NaN : Number(value);
  const isInside = parsed >= accepts.minimum && parsed <= accepts.maximum;
  return isInside && (!accepts.isWhole || Number.isInteger(parsed)) ? parsed : undefined;
}

/**
 * One `--sim key=value`, typed by the table.
 * @throws HarnessError `usage` for an unknown key or an illegal value
 */
export function parseSimulatorParameter(key: string, value: string): Partial<SimulatorParameters> {
  if (!isParameterName(key)) {
    const nearest = nearestWord(key, simulatorParameterNames);
    throw new HarnessError(
      'usage',
      `unknown simulator parameter \`${key}\``,
      nearest ? `Did you mean \`${nearest}\`?` : 'See docs/simulator.md for the parameters',
    );
  }
  const parsed = parseValue(key, value);
  if (parsed === undefined) {
    throw new HarnessError(
      'usage',
      `\`${value}\` is not a value of simulator parameter \`${key}\``,
      `Give ${describeAccepts(key, value)}`,
    );
  }
  return { [key]: parsed };
}

/**
 * All `key=value` pairs of a command line, the last one of a name wins.
 * @throws HarnessError `usage`
 */
export function parseSimulatorPairs(pairs: readonly string[]): Partial<SimulatorParameters> {
  const given = pairs.map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1) {
      throw new HarnessError(
        'usage',
        `simulator parameter \`${pair}\` has no value`,
        'Write --sim key=value',
      );
    }
    return parseSimulatorParameter(pair.slice(0, at), pair.slice(at + 1));
  });
  return Object.assign({}, ...given) as Partial<SimulatorParameters>;
}

/**
 * @param base what holds where nothing is given
 * @throws HarnessError `usage`
 */
export function parseSimulatorParameters(
  pairs: readonly string[],
  base: SimulatorParameters = defaultSimulatorParameters,
): SimulatorParameters {
  return { ...base, ...parseSimulatorPairs(pairs) };
}
