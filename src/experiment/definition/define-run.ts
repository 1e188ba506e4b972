// Options -> what a run is: arms, variants, scenarios, prices, versions, and the command that gives
// it again. Everything that a report needs is in the definition, so that it can be written years
// later.

import type { ClientName } from '../../clients/registry.ts';
import { runIdPattern } from '../../domain/parse-run.ts';
import type { Arm, NumberLabel, RunDefinition, ScenarioRecord } from '../../domain/run.ts';
import { canonicalJson } from '../../lib/canonical-json.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import type { JsonValue } from '../../lib/json.ts';
import { sha256 } from '../../lib/sha256.ts';
import { findModelPrice } from '../../profiles/prices.ts';
import { reasoningDrawsOf } from '../../profiles/reasoning-draws.ts';
import { countSteps, type Scenario } from '../../scenarios/scenario.ts';
import { describeSimulation, describeUnsetBackend, type Simulation } from './describe-backend.ts';

/** What a run is made of, as plain values. */
export interface RunOptions {
  /** undefined: the run is named by the hash of its definition. */
  readonly name: string | undefined;
  /** Measured: a live backend answers. */
  readonly label: NumberLabel;
  /** As in `RunDefinition`. */
  readonly backend: string;
  /** How the simulator is set; null: another backend answers, of which nothing is set. */
  readonly simulation: Simulation | null;
  readonly model: string;
  readonly seed: string;
  readonly repeats: number;
  /** Times that a measured run is looked at, the end included. */
  readonly looks: number;
  readonly arms: readonly Arm[];
  /** Name of the arm that the others are compared with. */
  readonly baseline: string;
  readonly scenarios: readonly Scenario[];
  /** The real client that plays; null: the scripted one. */
  readonly client: ClientName | null;
  readonly cache: 'cold' | 'warm';
  /** What the scenarios are a sample of; undefined: nothing was declared. */
  readonly population: string | undefined;
  /** Versions of the program, runtime and tokenizer, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** The command line that gives the run again. */
  readonly command: string;
  /** Wall clock, ms since 1970. */
  readonly startedAtMs: number;
}

function assertRunName(name: string | undefined): void {
  if (name === undefined || runIdPattern.test(name)) return;
  throw new HarnessError(
    'usage',
    `\`${name}\` is not a name for a run`,
    'Use letters, digits, `-`, `_` and `.`, at most 64',
  );
}

/** Not every arm can play everything on every backend. */
function assertPlayable({ arms, scenarios, simulation, backend }: RunOptions): void {
  const cannot = arms.find(({ agent }) => agent !== 'scripted');
  if (cannot !== undefined && scenarios.some(({ deferred }) => deferred !== undefined)) {
    throw new HarnessError(
      'usage',
      `arm \`${cannot.name}\` cannot play agent traces, which are prompts of Claude Code`,
      'Give the arms of --traces as presets or translator options',
    );
  }
  const otherGateway = arms.find(({ agent }) => agent === 'gateway');
  if (otherGateway !== undefined && simulation === null) {
    throw new HarnessError(
      'usage',
      `arm \`${otherGateway.name}\` is measured by what reaches the simulator, not on ${backend}`,
      'Leave out --backend, or the arm',
    );
  }
}

function recordScenario(scenario: Scenario): ScenarioRecord {
  return {
    name: scenario.name,
    description: scenario.description,
    situation: scenario.situation,
    sha256: scenario.deferred?.sha256 ?? sha256(canonicalJson(scenario as unknown as JsonValue)),
    userTurns: scenario.turns.length,
    modelCalls: countSteps(scenario),
  };
}

/** @throws HarnessError `usage` for an invalid name, and for arms that cannot play this */
export function defineRun(options: RunOptions): RunDefinition {
  assertRunName(options.name);
  assertPlayable(options);
  const { label, model, simulation, client, cache, population, looks } = options;
  const draws = options.scenarios.some(({ reasoning }) => reasoning === 'measured');
  const drawn = draws ? reasoningDrawsOf(model) : null;
  // The fingerprint covers all of it: equal fingerprints, equal results on a simulator.
  const core: Omit<RunDefinition, 'id' | 'fingerprint' | 'command' | 'startedAtMs'> = {
    label,
    backend: options.backend,
    model,
    seed: options.seed,
    repeats: options.repeats,
    baseline: options.baseline,
    arms: options.arms,
    scenarios: options.scenarios.map(recordScenario),
    ...(simulation === null
      ? describeUnsetBackend(model)
      : describeSimulation(model, simulation, drawn)),
    ...(client !== null && { agent: client }),
    ...(cache === 'warm' && { cache }),
    ...(label === 'measured' && population !== undefined && { population }),
    ...(looks > 1 && { looks }),
    price: findModelPrice(model, simulation?.sweep.parameters.profile_date || null),
    versions: options.versions,
  };
  const fingerprint = sha256(canonicalJson(core as unknown as JsonValue)).slice(0, 16);
  return {
    id: options.name ?? `r_${fingerprint}`,
    fingerprint,
    ...core,
    command: options.command,
    startedAtMs: options.startedAtMs,
  };
}
