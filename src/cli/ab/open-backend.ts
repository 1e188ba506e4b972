// The chosen backend, opened for one run.

import type { PriceRecord, RunDefinition } from '../../domain/run.ts';
import type { Simulation } from '../../experiment/definition/describe-backend.ts';
import type { OpenFactories } from '../../experiment/factories/open-factories.ts';
import { openLive } from '../../experiment/factories/open-live.ts';
import { openSimulated } from '../../experiment/factories/open-simulated.ts';
import { assertNever } from '../../lib/assert-never.ts';
import { plural } from '../../lib/plural.ts';
import { defaultSimulatorParameters } from '../../profiles/simulator-parameters.ts';
import type { ClientLink } from '../../runner/agents/real-client.ts';
import type { Spending } from '../../runner/budget.ts';
import type { BudgetLimits } from '../../runner/budget-ledger.ts';
import type { Terminal } from '../../terminal/console.ts';
import { liveOptions, sayDestination } from '../backends/live-flags.ts';
import type { CommandContext } from '../command.ts';
import { readPrice } from '../saved-runs/read-prices.ts';
import type { AbFlags } from './ab-flags.ts';
import type { BackendChoice } from './choose-backend.ts';

type Flags = AbFlags & { readonly prices: string | undefined };

/** What the run's budget is computed with: the list that was given, else the built-in one. */
export function readRunPrice(
  { model, price }: RunDefinition,
  { prices }: Pick<Flags, 'prices'>,
  { cwd }: Terminal,
): PriceRecord | null {
  return prices === undefined ? price : readPrice(prices, cwd, model);
}

/** What was sent in all. @param costUsd null: the model has no known price */
export function describeSpending({ requests, costUsd }: Spending, backend: string): string {
  const cost = costUsd === null ? '' : `, about ${costUsd.toFixed(4)} USD by the price list`;
  return `sent ${plural(requests, 'request')} to ${backend}${cost}`;
}

/** Ctrl-C ends the run, and what was sent is said at its end. */
async function openLiveRun(
  definition: RunDefinition,
  limits: BudgetLimits,
  flags: Flags,
  { terminal }: CommandContext,
  signal: AbortSignal,
): Promise<OpenFactories> {
  sayDestination(flags, terminal);
  const live = await openLive({
    backend: flags.backend,
    live: liveOptions(flags, terminal),
    model: definition.model,
    limits,
    price: readRunPrice(definition, flags, terminal),
    signal,
  });
  return {
    factories: live.factories,
    async close() {
      await live.close();
      terminal.note(describeSpending(await live.spent(), flags.backend));
    },
  };
}

export interface BackendRequest {
  readonly choice: Exclude<BackendChoice, { kind: 'dry-run' }>;
  readonly definition: RunDefinition;
  /** How the simulator is set; null: another backend was chosen. */
  readonly simulation: Simulation | null;
  /** undefined: the scripted client plays. */
  readonly clientLink: ClientLink | undefined;
  /** Ends a request that is under way. */
  readonly signal: AbortSignal;
}

/**
 * @throws HarnessError `usage`, `configuration`, `not-found` or `bad-input` when it cannot be
 * opened
 */
export async function openBackend(
  { choice, definition, simulation, clientLink, signal }: BackendRequest,
  flags: Flags,
  context: CommandContext,
): Promise<OpenFactories> {
  switch (choice.kind) {
    case 'simulated':
      return openSimulated({
        arms: definition.arms,
        parameters: simulation?.sweep.parameters ?? defaultSimulatorParameters,
        listen: flags['sim-listen'],
        clientLink,
        note: context.terminal.note,
      });
    case 'recorded': {
      const { openReplay } = await import('../../experiment/factories/open-replay.ts');
      const { readReplay } = await import('../backends/read-replay.ts');
      return openReplay(choice.session, await readReplay(choice.session, context));
    }
    case 'live':
      return openLiveRun(definition, choice.limits, flags, context, signal);
    default:
      return assertNever(choice, 'backend');
  }
}
