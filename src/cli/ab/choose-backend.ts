// Which backend the flags of `ab` choose, what of them goes together, and the budget of a live one.
// Nothing is sent without --live and a budget.

import type { LiveAddress } from '../../backends/backend-entry.ts';
import { findBackend, listBackends } from '../../backends/registry.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import type { BudgetLimits } from '../../runner/budget-ledger.ts';
import type { LiveRunFlags } from './live-run-flags.ts';

function usage(message: string, hint: string): HarnessError {
  return new HarnessError('usage', message, hint);
}

/** What is meant for a live backend says nothing to a simulator or a recording. */
function assertNotLive(flags: LiveRunFlags): void {
  const given = [
    flags.live && '--live',
    flags['max-requests'] !== undefined && '--max-requests',
    flags['max-cost'] !== undefined && '--max-cost',
    flags.concurrency !== 1 && '--concurrency',
    flags.population !== undefined && '--population',
    flags.looks !== 1 && '--looks',
    flags['use-api-key'] && '--use-api-key',
    flags['use-codex-login'] && '--use-codex-login',
  ].find((flag) => flag !== false);
  if (given === undefined) return;
  throw usage(
    `${given} is for a live backend, and ${flags.backend} sends nothing`,
    `Name one with --backend: ${listBackends('live')}; or leave the flag out`,
  );
}

/** What only the simulator can do. */
function assertNoSimulation(flags: SimulationFlags & LiveRunFlags): void {
  const given = [
    flags.sim.length > 0 && '--sim',
    flags.sweep.length > 0 && '--sweep',
    flags.profile !== undefined && '--profile',
    flags.traces.length > 0 && '--traces',
  ].find((flag) => flag !== false);
  if (given === undefined) return;
  throw usage(
    given === '--traces'
      ? `--traces cannot be played on ${flags.backend}: their history is forced, and a real model goes its own way`
      : `${given} sets the simulator, and --backend ${flags.backend} is not one`,
    `Leave out --backend, or ${given}`,
  );
}

interface SimulationFlags {
  readonly sim: readonly string[];
  readonly sweep: readonly string[];
  readonly traces: readonly string[];
  readonly profile?: string | undefined;
}

function readLimits(flags: LiveRunFlags): BudgetLimits {
  const requests = flags['max-requests'] ?? null;
  const cost = flags['max-cost'] ?? null;
  if (requests === null && cost === null) {
    throw usage(
      `--live on ${flags.backend} has no budget`,
      'Give --max-requests N, --max-cost USD or both; without --live you see what it would take',
    );
  }
  return { requestsMax: requests, costUsdMax: cost };
}

export type BackendChoice =
  | { readonly kind: 'simulated' }
  | { readonly kind: 'recorded'; readonly session: string }
  | { readonly kind: 'live'; readonly limits: BudgetLimits }
  /** A live backend without --live: nothing is sent. */
  | { readonly kind: 'dry-run'; readonly address: LiveAddress };

/**
 * @throws HarnessError `usage` for flags that contradict one another, and for a budget of nothing
 */
export function chooseBackend(flags: LiveRunFlags & SimulationFlags): BackendChoice {
  const backend = findBackend(flags.backend);
  if (backend.kind !== 'simulated') assertNoSimulation(flags);
  if (backend.kind === 'live') return chooseLive(flags, backend.address(backend.named));
  assertNotLive(flags);
  return backend.kind === 'simulated'
    ? { kind: 'simulated' }
    : { kind: 'recorded', session: backend.named };
}

function chooseLive(flags: LiveRunFlags, address: LiveAddress): BackendChoice {
  if (flags.live) return { kind: 'live', limits: readLimits(flags) };
  return { kind: 'dry-run', address };
}
