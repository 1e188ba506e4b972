// The rules of a profile's period as parameters of the simulator, and the other way round.
import { isSettled, type ProfilePeriod, type ProfileRule } from './profile-file.ts';
import {
  isParameterName,
  parseSimulatorParameter,
  type SimulatorParameters,
} from './simulator-parameters.ts';

/** Rules that set a parameter of another name; all others have the parameter's. */
const otherNames: Readonly<Record<string, string>> = {
  hidden_prefix_tokens: 'cache_hidden_prefix',
  idle_lifetime_ms: 'idle_eviction_ms',
};

/** Rules that set nothing although a parameter has the name: see miss_rate. */
const notSet: readonly string[] = ['miss_rate'];

/** Plain blocks: a quantum alone means steps of it and nothing before the prompt. */
const quantum = 'cache_quantum';

const parameterOf = (rule: string): string => otherNames[rule] ?? rule;

/** A rule's value as `--sim` takes it, under the name of its parameter. */
export function parameterText(name: string, { value }: Pick<ProfileRule, 'value'>): string {
  // Learned writes are a share of calls; a lifetime may be fitted to fractions of a millisecond.
  if (name === 'cache_writes' && typeof value === 'number') return value > 0 ? 'reported' : 'zero';
  if (name === 'idle_lifetime_ms' && typeof value === 'number') return String(Math.round(value));
  return String(value);
}

/**
 * What a period settles; open rules set nothing.
 * @throws HarnessError `usage` for a value that the simulator does not have
 */
export function periodParameters({ rules }: ProfilePeriod): Partial<SimulatorParameters> {
  const found: Partial<SimulatorParameters> = {};
  for (const [name, rule] of Object.entries(rules)) {
    const parameter = parameterOf(name);
    if (!isParameterName(parameter) || notSet.includes(name) || !isSettled(rule)) continue;
    Object.assign(found, parseSimulatorParameter(parameter, parameterText(name, rule)));
  }
  const step = rules['cache_step'];
  const size = isSettled(step) ? step['quantum'] : undefined;
  if (typeof size === 'number') {
    Object.assign(found, parseSimulatorParameter(quantum, String(size)));
  }
  return found;
}

/** Where the value of each parameter that a period settles comes from, as far as it says. */
export function parameterSources({ rules }: ProfilePeriod): Record<string, string> {
  return Object.fromEntries(
    Object.entries(rules).flatMap(([name, rule]) =>
      isSettled(rule) && rule.source !== undefined ? [[parameterOf(name), rule.source]] : [],
    ),
  );
}

/** The rules that one parameter is in a profile, by name, with what each has beside its value. */
export function rulesOfParameter(
  parameter: string,
  value: unknown,
): Readonly<Record<string, { readonly value: unknown; readonly quantum?: unknown }>> {
  if (parameter === quantum) {
    return {
      cache_step: { value, quantum: value },
      hidden_prefix_tokens: { value: value === null ? null : 0 },
    };
  }
  const named = Object.entries(otherNames).find(([, own]) => own === parameter);
  return { [named?.[0] ?? parameter]: { value } };
}
