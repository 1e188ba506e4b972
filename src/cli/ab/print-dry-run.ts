// `ab` on a live backend without --live: what would be sent where, and what it would cost.

import type { LiveAddress } from '../../backends/backend-entry.ts';
import type { RunDefinition } from '../../domain/run.ts';
import { estimateTrialBytes } from '../../experiment/estimate-growth.ts';
import { type Estimate, estimateRun, type RunEstimate } from '../../experiment/estimate-run.ts';
import { plural } from '../../lib/plural.ts';
import { formatValue } from '../../report/format.ts';
import type { Scenario } from '../../scenarios/scenario.ts';
import type { CommandContext } from '../command.ts';
import { noteGrowth } from '../recording/note-growth.ts';
import { printTable } from '../saved-runs/print-table.ts';

function row(name: string, estimate: Estimate): string[] {
  const { sessions, requests, inputTokens, cachedTokens, outputTokens } = estimate;
  const tokens = [inputTokens, cachedTokens, outputTokens].map((n) => formatValue(n, 'tokens'));
  const costs = [estimate.costUsd, estimate.costWithoutCacheUsd].map((usd) =>
    formatValue(usd, 'usd'),
  );
  return [name, String(sessions), String(requests), ...tokens, ...costs];
}

const head = ['arm', 'trials', 'requests', 'input', 'cached', 'output', 'cost', 'cost uncached'];

function jsonOf(estimate: Estimate): object {
  return {
    sessions: estimate.sessions,
    requests: estimate.requests,
    input_tokens: estimate.inputTokens,
    cached_tokens: estimate.cachedTokens,
    output_tokens: estimate.outputTokens,
    cost_usd: estimate.costUsd,
    cost_usd_without_cache: estimate.costWithoutCacheUsd,
  };
}

function renderDryRun(
  { arms, repeats, model, price }: RunDefinition,
  { url, credentials }: LiveAddress,
  scenarios: number,
  estimate: RunEstimate,
  columns: number | undefined,
): string {
  const rows = [...estimate.arms].map(([name, one]) => row(name, one));
  return [
    `DRY RUN: nothing is sent. ${plural(estimate.total.sessions, 'trial')} (${plural(scenarios, 'scenario')}, ${plural(arms.length, 'arm')}, ${plural(repeats, 'repeat')}) would go to ${url}, model ${model}.`,
    `Credentials: ${credentials}.`,
    `Sizes are simulated: a real model goes its own way. ${price === null ? 'The model has no known price.' : `Prices in USD of ${price.date}.`}`,
    '',
    printTable({ head, rows: [...rows, row('all', estimate.total)] }, columns),
    '',
    `Pauses of the scripts add up to ${Math.round(estimate.pausesMs / 60_000)} min (--think-time, --concurrency).`,
    `To send it: --live with --max-requests or --max-cost. A real model may take up to twice the requests.`,
  ].join('\n');
}

/** Prints what a live run would take. Sends nothing. */
export async function printDryRun(
  definition: RunDefinition,
  address: LiveAddress,
  scenarios: readonly Scenario[],
  { terminal, flags: { db, json } }: Pick<CommandContext, 'terminal' | 'flags'>,
): Promise<void> {
  const { backend, model } = definition;
  const estimate = await estimateRun(definition, scenarios);
  const bytes = Math.round(estimateTrialBytes(scenarios) * estimate.total.sessions);
  noteGrowth(terminal, db, { what: 'the run would add about', bytes });
  if (!json) {
    terminal.result(
      renderDryRun(definition, address, scenarios.length, estimate, terminal.columns),
    );
    return;
  }
  terminal.json({
    dry_run: true,
    backend,
    ...address,
    model,
    label: 'simulated',
    ...jsonOf(estimate.total),
    pauses_ms: estimate.pausesMs,
    database_bytes: bytes,
    arms: Object.fromEntries([...estimate.arms].map(([name, one]) => [name, jsonOf(one)])),
  });
}
