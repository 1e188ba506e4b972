// What a run's definition says of its backend: the simulator's settings with their sources, or that
// nothing is set.

import type { ParameterRecord, RunDefinition, Variant } from '../../domain/run.ts';
import { cacheRulesOf, periodOf } from '../../profiles/cache-rules.ts';
import { contextWindowRule } from '../../profiles/context-window.ts';
import { contextRuleOf } from '../../profiles/model-profiles.ts';
import type { ProfileSettings } from '../../profiles/profile-settings.ts';
import type { ReasoningDraws } from '../../profiles/reasoning-draws.ts';
import {
  defaultSimulatorParameters,
  type SimulatorParameters,
  simulatorParameterNames,
  simulatorParameterTable,
} from '../../profiles/simulator-parameters.ts';
import type { ReasoningAssumption } from '../../scenarios/assumed-reasoning.ts';
import { recordReasoning, withReasoning } from './reasoning-variants.ts';
import type { Sweep } from './sweep.ts';

/** How the simulator is set. */
export interface Simulation {
  readonly sweep: Sweep;
  /** What a probe found out; null: no profile was given. */
  readonly profile: ProfileSettings | null;
  /** What is assumed where sessions do not say how much was reasoned; empty: they say it. */
  readonly reasoning: readonly ReasoningAssumption[];
}

export type BackendRecord = Pick<
  RunDefinition,
  'variants' | 'sideBySide' | 'parameters' | 'profile'
>;

function recordParameters(
  parameters: SimulatorParameters,
  profile: ProfileSettings | null,
): ParameterRecord[] {
  return simulatorParameterNames.map((name) => {
    const value = parameters[name];
    const { source, confidence } = simulatorParameterTable[name];
    // Where the user gave another value, the profile is not its source.
    return profile !== null && profile.parameters[name] === value
      ? {
          ...{ name, value, confidence: profile.confidence },
          source: profile.sources[name] ?? profile.source,
        }
      : { name, value, source, confidence };
  });
}

function recordProfile(
  model: string,
  parameters: SimulatorParameters,
  variants: readonly Variant[],
): RunDefinition['profile'] {
  const window = contextWindowRule(model, parameters);
  const overridden = parameters.context_rule !== 'profile';
  const rules = variants.map((variant) =>
    // Variants hold values of the same table as the parameters.
    contextRuleOf(
      { model },
      { ...parameters, ...(variant.parameters as Partial<SimulatorParameters>) },
    ),
  );
  const found = periodOf(model, parameters);
  const rule = found.period.rules['context_rule'];
  const { step, hiddenPrefix, outputs } = cacheRulesOf(model, parameters);
  return [
    {
      name: 'profile',
      value: found.name,
      source: `${found.label}; docs/simulator.md lists the profiles`,
    },
    {
      name: 'cache',
      value: `steps of ${step} after ${hiddenPrefix} hidden tokens, outputs ${outputs === 'full' ? 'cached' : 'not cached'}`,
      source: 'the profile, else what was set',
    },
    {
      name: 'context rule (reasoning of earlier user turns)',
      value: [...new Set(rules)].join(' and '),
      source: overridden
        ? 'set by --sim, --sweep or --profile'
        : `${rule?.source} (${rule?.n} user turns, confidence ${rule?.confidence})`,
    },
    {
      name: 'context window',
      value: `${window.value} tokens`,
      source: `${window.source} (confidence ${window.confidence})`,
    },
  ];
}

/** As a parameter that `--sim` does not set. */
function recordDraws({ model, n, source }: ReasoningDraws): ParameterRecord {
  return {
    name: 'reasoning_per_call',
    value: `drawn from ${n} calls of ${model}`,
    source: `${source}; --reasoning-tokens as-written plays what the scenarios say`,
    confidence: 'measured by peers',
  };
}

/** @param drawn what scenarios drew their reasoning from; null: they say how much it is */
export function describeSimulation(
  model: string,
  { sweep, profile, reasoning }: Simulation,
  drawn: ReasoningDraws | null,
): BackendRecord {
  const { parameters, sideBySide } = sweep;
  const variants = withReasoning(sweep.variants, reasoning);
  return {
    variants,
    sideBySide,
    parameters: [
      ...recordParameters(parameters, profile),
      ...recordReasoning(reasoning),
      ...(drawn === null ? [] : [recordDraws(drawn)]),
    ],
    profile: recordProfile(model, parameters, variants),
  };
}

/** Nothing is set and nothing is swept: there is one variant, the backend as it is. */
export function describeUnsetBackend(model: string): BackendRecord {
  const variants = [{ name: 'as it answers', parameters: {} }];
  return {
    variants,
    sideBySide: [],
    parameters: [],
    profile: recordProfile(model, defaultSimulatorParameters, variants),
  };
}
