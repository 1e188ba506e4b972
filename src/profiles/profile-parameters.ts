// The rules of a profile's period as parameters of the simulator.
import type { ProfilePeriod, ProfileRule } from './profile-file.ts';
import { parseSimulatorParameter, type SimulatorParameters } from './simulator-parameters.ts';

/**
 * Which parameter a rule sets, where its name differs. The rate of misses is not set: see
 * miss_rate.
 */
const names: Readonly<Record<string, string>> = {
  cache_outputs: 'cache_outputs',
  cache_step: 'cache_step',
  hidden_prefix_tokens: 'cache_hidden_prefix',
  cache_minimum: 'cache_minimum',
  image_cached_share: 'image_cached_share',
  cache_mode: 'cache_mode',
  cache_writes: 'cache_writes',
  cache_key_settings: 'cache_key_settings',
  context_rule: 'context_rule',
  context_requests: 'context_requests',
  turn_boundary: 'turn_boundary',
  history_bound_reasoning: 'history_bound_reasoning',
  idle_lifetime_ms: 'idle_eviction_ms',
};

/** Learned writes are a share of calls; a lifetime may be fitted to fractions of a millisecond. */
function textOf(name: string, { value }: ProfileRule): string {
  if (name === 'cache_writes' && typeof value === 'number') return value > 0 ? 'reported' : 'zero';
  if (name === 'idle_lifetime_ms' && typeof value === 'number') return String(Math.round(value));
  return String(value);
}

const isSettled = ({ value, confidence }: ProfileRule): boolean =>
  value !== null && value !== undefined && confidence !== 'none';

/**
 * What a period settles; open rules set nothing.
 * @throws HarnessError `usage` for a value that the simulator does not have
 */
export function periodParameters({ rules }: ProfilePeriod): Partial<SimulatorParameters> {
  const found: Partial<SimulatorParameters> = {};
  for (const [name, parameter] of Object.entries(names)) {
    const rule = rules[name];
    if (rule === undefined || !isSettled(rule)) continue;
    Object.assign(found, parseSimulatorParameter(parameter, textOf(name, rule)));
  }
  const step = rules['cache_step'];
  const quantum = step !== undefined && isSettled(step) ? step['quantum'] : undefined;
  if (typeof quantum === 'number') {
    Object.assign(found, parseSimulatorParameter('cache_quantum', String(quantum)));
  }
  return found;
}
