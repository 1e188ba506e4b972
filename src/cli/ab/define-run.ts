// Flags -> what a run is: arms, variants, scenarios, prices, versions, and the command that gives it
// again. Everything that a report needs is in the definition, so that it can be written years later.

import type { ParameterRecord, RunDefinition, Variant } from '../../domain/run.ts';
import { canonicalJson } from '../../lib/canonical-json.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import type { JsonValue } from '../../lib/json.ts';
import { sha256 } from '../../lib/sha256.ts';
import { contextRuleOf, findModelProfile } from '../../rules/model-profiles.ts';
import { findModelPrice } from '../../rules/prices.ts';
import {
  type SimulatorParameters,
  simulatorParameterNames,
  simulatorParameterTable,
} from '../../rules/simulator-parameters.ts';
import { parseArms } from '../../runner/arms.ts';
import { type ReasoningAssumption, reasoningParameter } from '../../scenarios/assumed-reasoning.ts';
import { countSteps, type Scenario } from '../../scenarios/scenario.ts';
import { mean } from '../../stats/moments.ts';
import { type ProfileSettings, readProfileSettings } from '../read-simulator-files.ts';
import { planSweep } from './sweep.ts';

export type AbFlags = {
  readonly scenario: readonly string[];
  readonly session: readonly string[];
  readonly arm: readonly string[];
  readonly set: readonly string[];
  readonly baseline: string | undefined;
  readonly sim: readonly string[];
  readonly profile: string | undefined;
  readonly sweep: readonly string[];
  readonly model: string;
  readonly seed: string;
  readonly repeats: number;
  readonly run: string | undefined;
  readonly factor: readonly string[];
  readonly aa: boolean;
  readonly 'think-time': string;
  readonly traces: readonly string[];
  readonly 'reasoning-tokens': string | undefined;
};

function recordParameters(
  parameters: SimulatorParameters,
  profile: ProfileSettings | null,
): ParameterRecord[] {
  return simulatorParameterNames.map((name) => {
    const value = parameters[name];
    const { source, confidence } = simulatorParameterTable[name];
    // Where --sim gave another value, the profile is not its source.
    return profile !== null && profile.parameters[name] === value
      ? { name, value, source: profile.source, confidence: `${profile.label} by a probe` }
      : { name, value, source, confidence };
  });
}

function recordProfile(
  model: string,
  parameters: SimulatorParameters,
  variants: readonly Variant[],
): RunDefinition['profile'] {
  const profile = findModelProfile(model);
  const overridden = parameters.context_rule !== 'profile';
  const rules = variants.map((variant) =>
    // Variants hold values of the same table as the parameters.
    contextRuleOf(
      { model },
      { ...parameters, ...(variant.parameters as Partial<SimulatorParameters>) },
    ),
  );
  return [
    {
      name: 'context rule (reasoning of earlier user turns)',
      value: [...new Set(rules)].join(' and '),
      source: overridden
        ? 'set by --sim, --sweep or --profile'
        : `${profile.source} (${profile.confidence})`,
    },
    {
      name: 'context window',
      value: `${profile.contextWindow} tokens`,
      source: `${profile.source} (${profile.confidence})`,
    },
  ];
}

/** Every variant once under each assumption; the first is the base. */
function withReasoning(
  variants: readonly Variant[],
  reasoning: readonly ReasoningAssumption[],
): readonly Variant[] {
  if (reasoning.length === 0) return variants;
  return variants.flatMap((variant) =>
    reasoning.map(({ name }) => ({
      name: [...Object.entries(variant.parameters), [reasoningParameter, name]]
        .map(([key, value]) => `${key}=${value}`)
        .join(' '),
      parameters: { ...variant.parameters, [reasoningParameter]: name },
    })),
  );
}

function recordReasoning(reasoning: readonly ReasoningAssumption[]): ParameterRecord[] {
  const [base] = reasoning;
  if (base === undefined) return [];
  const files = reasoning
    .filter(({ tokens }) => tokens.length > 1)
    .map(
      ({ name, tokens }) =>
        `; ${name}: ${tokens.length} values, mean ${(mean(tokens) ?? 0).toFixed(0)}, sha256 ${sha256(tokens.join()).slice(0, 12)}`,
    );
  return [
    {
      name: reasoningParameter,
      value: base.name,
      source: `no public source: a trace does not say how much the model reasoned${files.join('')}`,
      confidence: 'assumed',
    },
  ];
}

/** A word for the shell, quoted when it needs to be. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function renderCommand(flags: AbFlags): string {
  const repeated = (name: string, values: readonly string[]): string[] =>
    values.flatMap((value) => [`--${name}`, value]);
  return [
    ...['turntape', 'ab', ...flags.scenario],
    ...repeated('session', flags.session),
    ...repeated('traces', flags.traces),
    ...(flags['reasoning-tokens'] === undefined
      ? []
      : ['--reasoning-tokens', flags['reasoning-tokens']]),
    ...(flags['think-time'] === 'keep' ? [] : ['--think-time', flags['think-time']]),
    ...repeated('arm', flags.arm),
    ...repeated('set', flags.set),
    ...repeated('factor', flags.factor),
    ...(flags.aa ? ['--aa'] : []),
    ...(flags.baseline === undefined ? [] : ['--baseline', flags.baseline]),
    ...(flags.profile === undefined ? [] : ['--profile', flags.profile]),
    ...repeated('sim', flags.sim),
    ...repeated('sweep', flags.sweep),
    ...['--model', flags.model, '--seed', flags.seed, '--repeats', String(flags.repeats)],
    ...(flags.run === undefined ? [] : ['--run', flags.run]),
  ]
    .map(quote)
    .join(' ');
}

/** Longest run name; it becomes a folder. */
const runNamePattern = /^[A-Za-z0-9][\w.-]{0,63}$/;

/**
 * @param reasoning what is assumed where sessions do not say; empty: they do
 * @param versions program, runtime and tokenizer, by name
 * @throws HarnessError `usage`; `bad-input` for a profile that cannot be read
 */
export function defineRun(
  flags: AbFlags,
  scenarios: readonly Scenario[],
  reasoning: readonly ReasoningAssumption[],
  versions: Readonly<Record<string, string>>,
  nowMs: number,
): RunDefinition & { readonly simulator: SimulatorParameters } {
  if (flags.run !== undefined && !runNamePattern.test(flags.run)) {
    throw new HarnessError(
      'usage',
      `\`${flags.run}\` is not a name for a run`,
      'Use letters, digits, `-`, `_` and `.`, at most 64',
    );
  }
  const { arms, baseline } = parseArms(flags);
  const cannot = arms.find(({ agent }) => agent !== 'scripted');
  if (cannot !== undefined && scenarios.some(({ deferred }) => deferred !== undefined)) {
    throw new HarnessError(
      'usage',
      `arm \`${cannot.name}\` cannot play agent traces, which are prompts of Claude Code`,
      'Give the arms of --traces as presets or translator options',
    );
  }
  const profile = flags.profile === undefined ? null : readProfileSettings(flags.profile);
  const sweep = planSweep(flags.sim, flags.sweep, profile?.parameters);
  const { parameters, sideBySide } = sweep;
  const variants = withReasoning(sweep.variants, reasoning);
  const played = scenarios.map((scenario) => ({
    name: scenario.name,
    description: scenario.description,
    situation: scenario.situation,
    sha256: scenario.deferred?.sha256 ?? sha256(canonicalJson(scenario as unknown as JsonValue)),
    userTurns: scenario.turns.length,
    modelCalls: countSteps(scenario),
  }));
  const core = {
    label: 'simulated',
    backend: 'sim',
    model: flags.model,
    seed: flags.seed,
    repeats: flags.repeats,
    baseline,
    arms,
    variants,
    sideBySide,
    scenarios: played,
    parameters: [...recordParameters(parameters, profile), ...recordReasoning(reasoning)],
    profile: recordProfile(flags.model, parameters, variants),
    price: findModelPrice(flags.model),
    versions,
  } as const;
  const fingerprint = sha256(canonicalJson(core as unknown as JsonValue)).slice(0, 16);
  return {
    id: flags.run ?? `r_${fingerprint}`,
    fingerprint,
    ...core,
    command: renderCommand(flags),
    startedAtMs: nowMs,
    simulator: parameters,
  };
}
