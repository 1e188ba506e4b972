// Flags -> what a run is: arms, variants, scenarios, prices, versions, and the command that gives it
// again. Everything that a report needs is in the definition, so that it can be written years later.

import type { ParameterRecord, RunDefinition, Variant } from '../../domain/run.ts';
import { recordReasoning, withReasoning } from '../../experiment/reasoning-variants.ts';
import { planSweep, type Sweep } from '../../experiment/sweep.ts';
import { canonicalJson } from '../../lib/canonical-json.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import type { JsonValue } from '../../lib/json.ts';
import { sha256 } from '../../lib/sha256.ts';
import { contextRuleOf, findModelProfile } from '../../profiles/model-profiles.ts';
import { findModelPrice } from '../../profiles/prices.ts';
import {
  type SimulatorParameters,
  simulatorParameterNames,
  simulatorParameterTable,
} from '../../profiles/simulator-parameters.ts';
import { parseArms } from '../../runner/arms.ts';
import type { ReasoningAssumption } from '../../scenarios/assumed-reasoning.ts';
import { countSteps, type Scenario } from '../../scenarios/scenario.ts';
import { type ProfileSettings, readProfileSettings } from '../backends/read-simulator-files.ts';
import { assertLooks } from '../runs/assert-looks.ts';
import type { AbFlags } from './ab-flags.ts';
import { type BackendChoice, declaredPopulation } from './live-run.ts';

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

type BackendRecord = Pick<RunDefinition, 'variants' | 'sideBySide' | 'parameters' | 'profile'>;

function describeSimulation(
  model: string,
  sweep: Sweep,
  profile: ProfileSettings | null,
  reasoning: readonly ReasoningAssumption[],
): BackendRecord {
  const { parameters, sideBySide } = sweep;
  const variants = withReasoning(sweep.variants, reasoning);
  return {
    ...{ variants, sideBySide },
    parameters: [...recordParameters(parameters, profile), ...recordReasoning(reasoning)],
    profile: recordProfile(model, parameters, variants),
  };
}

/** Nothing is set, and nothing is swept: there is one variant, the backend as it is. */
function asItAnswers(model: string, assumed: SimulatorParameters): BackendRecord {
  const variants = [{ name: 'as it answers', parameters: {} }];
  return {
    variants,
    sideBySide: [],
    parameters: [],
    profile: recordProfile(model, assumed, variants),
  };
}

/** A word for the shell, quoted when it needs to be. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Nothing of what they send is a secret: keys stay in the environment. */
function renderLiveFlags(flags: AbFlags): string[] {
  if (flags.backend === 'sim') return [];
  const { 'max-requests': requests, 'max-cost': cost, concurrency, population, looks } = flags;
  return [
    ...['--backend', flags.backend],
    ...(flags['use-api-key'] ? ['--use-api-key'] : []),
    ...(flags['use-codex-login'] ? ['--use-codex-login'] : []),
    ...(flags.live ? ['--live'] : []),
    ...(requests === undefined ? [] : ['--max-requests', String(requests)]),
    ...(cost === undefined ? [] : ['--max-cost', String(cost)]),
    ...(concurrency === 1 ? [] : ['--concurrency', String(concurrency)]),
    ...(population === undefined ? [] : ['--population', population]),
    ...(looks === 1 ? [] : ['--looks', String(looks)]),
  ];
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
    ...(flags.agent === 'scripted' ? [] : ['--agent', flags.agent]),
    ...(flags.cache === 'warm' ? ['--cache', 'warm'] : []),
    ...renderLiveFlags(flags),
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
  choice: BackendChoice,
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
  const { arms, baseline } =
    flags.agent === 'codex' ? parseArms({ ...flags, arm: ['native'] }) : parseArms(flags);
  assertLooks(flags.looks, flags.repeats);
  const cannot = arms.find(({ agent }) => agent !== 'scripted');
  if (cannot !== undefined && scenarios.some(({ deferred }) => deferred !== undefined)) {
    throw new HarnessError(
      'usage',
      `arm \`${cannot.name}\` cannot play agent traces, which are prompts of Claude Code`,
      'Give the arms of --traces as presets or translator options',
    );
  }
  const otherGateway = arms.find(({ agent }) => agent === 'gateway');
  if (otherGateway !== undefined && choice.kind !== 'sim') {
    throw new HarnessError(
      'usage',
      `arm \`${otherGateway.name}\` is measured by what reaches the simulator, not on ${flags.backend}`,
      'Use --backend sim, or leave the arm out',
    );
  }
  const profile = flags.profile === undefined ? null : readProfileSettings(flags.profile);
  const sweep = planSweep(flags.sim, flags.sweep, profile?.parameters);
  const { parameters } = sweep;
  const played = scenarios.map((scenario) => ({
    name: scenario.name,
    description: scenario.description,
    situation: scenario.situation,
    sha256: scenario.deferred?.sha256 ?? sha256(canonicalJson(scenario as unknown as JsonValue)),
    userTurns: scenario.turns.length,
    modelCalls: countSteps(scenario),
  }));
  const population = declaredPopulation(flags.population, scenarios);
  const core: Omit<RunDefinition, 'id' | 'fingerprint' | 'command' | 'startedAtMs'> = {
    label: choice.kind === 'live' ? 'measured' : 'simulated',
    backend: flags.backend,
    model: flags.model,
    seed: flags.seed,
    repeats: flags.repeats,
    baseline,
    arms,
    scenarios: played,
    ...(choice.kind === 'sim'
      ? describeSimulation(flags.model, sweep, profile, reasoning)
      : asItAnswers(flags.model, parameters)),
    ...(flags.agent !== 'scripted' && { agent: flags.agent as 'claude' | 'codex' }),
    ...(flags.cache === 'warm' && { cache: 'warm' }),
    ...(choice.kind === 'live' && population !== undefined && { population }),
    ...(flags.looks > 1 && { looks: flags.looks }),
    price: findModelPrice(flags.model),
    versions,
  };
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
