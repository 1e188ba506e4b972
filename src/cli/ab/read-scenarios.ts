// The scenarios of a run: those that are named, recorded sessions and traces.

import { isSimulated } from '../../backends/registry.ts';
import { findScenarios } from '../../experiment/sources/find-scenarios.ts';
import { findTraces } from '../../experiment/sources/find-traces.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { reasoningDrawsOf } from '../../profiles/reasoning-draws.ts';
import type { ReasoningAssumption } from '../../scenarios/assumed-reasoning.ts';
import { withDrawnReasoning } from '../../scenarios/draw-reasoning.ts';
import { scalePauses } from '../../scenarios/scale-pauses.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { Terminal } from '../../terminal/console.ts';
import { type AbFlags, parseThinkTime } from './ab-flags.ts';

/** Value of --reasoning-tokens. */
const asWritten = 'as-written';

/**
 * The scenarios that a real backend can play: some need a fault that only the simulator makes.
 * @param areNamed the user asked for exactly these
 * @param note says which are left out
 */
function withoutFaults(
  scenarios: readonly Scenario[],
  areNamed: boolean,
  note: (text: string) => void,
): Scenario[] {
  const cannot = scenarios.filter(({ simulator }) => simulator !== undefined);
  const names = cannot.map(({ name }) => name).join(', ');
  if (cannot.length > 0 && areNamed) {
    throw new HarnessError(
      'usage',
      `${names}: needs a fault that only the simulator makes`,
      'Play it on the simulator: leave out --backend, or the scenario',
    );
  }
  if (cannot.length > 0) note(`left out, since only the simulator has their faults: ${names}`);
  return scenarios.filter((scenario) => !cannot.includes(scenario));
}

/** Loaded where a session is named: most runs name none. */
async function readSession(db: string, text: string, terminal: Terminal): Promise<Scenario> {
  const { readNamed } = await import('../exchange-files/read-named.ts');
  const { readSessionScenario } = await import('../../experiment/sources/session-scenario.ts');
  return readNamed(db, text, terminal, (database, named) => readSessionScenario(database, named));
}

/** Whether scenarios reason as much as their files say, and not as was measured. */
export function isAsWritten(flags: AbFlags): boolean {
  return flags['reasoning-tokens'] === asWritten;
}

/**
 * In the order of playing.
 * @param reasoning what is assumed of traces
 * @param db path of the database that holds recorded sessions
 * @throws HarnessError `usage`, `not-found` or `bad-input` for what cannot be played
 */
export async function readScenarios(
  flags: AbFlags,
  reasoning: readonly ReasoningAssumption[],
  db: string,
  terminal: Terminal,
): Promise<Scenario[]> {
  const { cwd, note } = terminal;
  const recorded = await Promise.all(flags.session.map((text) => readSession(db, text, terminal)));
  const traces = findTraces(flags.traces, reasoning, cwd);
  const hasOthers = recorded.length + traces.length > 0;
  const player = flags.agent === 'scripted' ? 'scripted' : 'real-client';
  const named =
    flags.scenario.length === 0 && hasOthers
      ? []
      : findScenarios(flags.scenario, cwd, player, note);
  const pauses = parseThinkTime(flags['think-time']);
  const { tokens } = reasoningDrawsOf(flags.model);
  const drawn = isAsWritten(flags)
    ? named.map(({ reasoning: _, ...scenario }) => scenario)
    : named.map((scenario) => withDrawnReasoning(scenario, tokens, flags.seed));
  const all = [...drawn, ...recorded, ...traces].map((scenario) => scalePauses(scenario, pauses));
  return isSimulated(flags.backend) ? all : withoutFaults(all, flags.scenario.length > 0, note);
}
