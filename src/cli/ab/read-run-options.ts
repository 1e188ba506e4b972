// Flags -> the plain options that a run is defined by, its scenarios read.

import type { Arm } from '../../domain/run.ts';
import type { RunOptions } from '../../experiment/definition/define-run.ts';
import type { Simulation } from '../../experiment/definition/describe-backend.ts';
import { planSweep } from '../../experiment/definition/sweep.ts';
import { readReasoningAssumptions } from '../../experiment/sources/find-traces.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import type { ReasoningAssumption } from '../../scenarios/assumed-reasoning.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { Terminal } from '../../terminal/console.ts';
import { readProfileSettings } from '../backends/read-simulator-files.ts';
import { assertLooks } from '../saved-runs/assert-repeats.ts';
import { readVersions } from '../saved-runs/read-versions.ts';
import type { AbFlags } from './ab-flags.ts';
import type { BackendChoice } from './choose-backend.ts';
import type { ChosenClient } from './choose-client.ts';
import { parseArms } from './parse-arms.ts';
import { parseSweep } from './parse-sweep.ts';
import { isAsWritten, readScenarios } from './read-scenarios.ts';
import { renderCommand } from './render-command.ts';

function readSimulation(
  flags: AbFlags,
  reasoning: readonly ReasoningAssumption[],
  arms: readonly Arm[],
): Simulation {
  const { fixed, asked } = parseSweep(flags.sim, flags.sweep);
  const at = fixed?.profile_date || null;
  const profile =
    flags.profile === undefined ? null : readProfileSettings(flags.profile, flags.model, at);
  const settled = profile?.parameters ?? {};
  return {
    sweep: planSweep({ fixed, asked, settled, model: flags.model, arms }),
    profile,
    reasoning,
  };
}

/**
 * What the sessions were declared to be a sample of: by the flag, else by all scenarios alike.
 * @throws HarnessError `usage` when the flag says something else than a scenario
 */
function declaredPopulation(
  flag: string | undefined,
  scenarios: readonly Scenario[],
): string | undefined {
  const declared = new Set(scenarios.map(({ population }) => population));
  const other = [...declared].find((name) => name !== undefined && name !== flag);
  if (flag !== undefined && other !== undefined) {
    throw new HarnessError(
      'usage',
      `--population ${flag}, but a scenario says that it is one of \`${other}\``,
      'Pool only sessions of one population',
    );
  }
  return flag ?? (declared.size === 1 ? [...declared][0] : undefined);
}

export interface RunSources {
  readonly choice: BackendChoice;
  /** undefined: the scripted client plays. */
  readonly client: ChosenClient | undefined;
  /** Path of the database that holds recorded sessions. */
  readonly db: string;
  readonly terminal: Terminal;
}

/** @throws HarnessError `usage`, `not-found` or `bad-input` for what cannot be played */
export async function readRunOptions(
  flags: AbFlags,
  { choice, client, db, terminal }: RunSources,
): Promise<RunOptions> {
  const reasoning = readReasoningAssumptions(
    isAsWritten(flags) ? undefined : flags['reasoning-tokens'],
    terminal.cwd,
  );
  const scenarios = await readScenarios(flags, reasoning, db, terminal);
  client?.assertPlayable(scenarios);
  const isReference = client?.client.protocol === 'responses';
  const { arms, baseline } = parseArms(isReference ? { ...flags, arm: ['native'] } : flags);
  assertLooks(flags.looks, flags.repeats);
  return {
    name: flags.run,
    label: choice.kind === 'live' ? 'measured' : 'simulated',
    backend: flags.backend,
    simulation: choice.kind === 'simulated' ? readSimulation(flags, reasoning, arms) : null,
    model: flags.model,
    seed: flags.seed,
    repeats: flags.repeats,
    looks: flags.looks,
    arms,
    baseline,
    scenarios,
    client: client?.client.name ?? null,
    // yargs has checked its choices.
    cache: flags.cache as 'cold' | 'warm',
    population: declaredPopulation(flags.population, scenarios),
    versions: { ...readVersions(), ...client?.versions },
    command: renderCommand(flags),
    startedAtMs: Date.now(),
  };
}
