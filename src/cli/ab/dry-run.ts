// `ab` on a live backend without --live: what would be sent where, and what it would cost. The sizes are
// those of the same sessions on the simulator, where the model keeps to the script.

import { liveAddress } from '../../backends/live/live-address.ts';
import { loadO200kTokenizer } from '../../backends/o200k-tokenizer.ts';
import { costOf } from '../../domain/cost.ts';
import type { RunDefinition, Trial } from '../../domain/run.ts';
import { simulatedFactories } from '../../experiment/simulated-factories.ts';
import { defaultSimulatorParameters } from '../../profiles/simulator-parameters.ts';
import { formatValue } from '../../report/format.ts';
import { planRun } from '../../runner/plan.ts';
import { playRun } from '../../runner/run.ts';
import { type Scenario, stepsInOrder } from '../../scenarios/scenario.ts';
import { sum } from '../../stats/descriptive.ts';
import type { Terminal } from '../../terminal/console.ts';
import { printTable } from '../runs/print-table.ts';

interface Estimate {
  readonly sessions: number;
  readonly requests: number;
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  /** null: the model has no known price. */
  readonly costUsd: number | null;
  readonly costWithoutCacheUsd: number | null;
}

const none: Estimate = {
  ...{ sessions: 0, requests: 0, inputTokens: 0, cachedTokens: 0, outputTokens: 0 },
  ...{ costUsd: 0, costWithoutCacheUsd: 0 },
};

const plus = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? null : a + b;

function add(a: Estimate, b: Estimate): Estimate {
  return {
    sessions: a.sessions + b.sessions,
    requests: a.requests + b.requests,
    inputTokens: a.inputTokens + b.inputTokens,
    cachedTokens: a.cachedTokens + b.cachedTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    costUsd: plus(a.costUsd, b.costUsd),
    costWithoutCacheUsd: plus(a.costWithoutCacheUsd, b.costWithoutCacheUsd),
  };
}

/** One simulated session, as often as the run would play it. */
function estimateOf({ turns }: Trial, { price, repeats, cache }: RunDefinition): Estimate {
  const times = repeats * (cache === 'warm' ? 2 : 1);
  return turns.reduce(
    (sum, { usage }) => {
      if (usage === null) return add(sum, { ...none, requests: times });
      const cold = { ...usage, input_tokens_details: { cached_tokens: 0 } };
      return add(sum, {
        sessions: 0,
        requests: times,
        inputTokens: times * usage.input_tokens,
        cachedTokens: times * usage.input_tokens_details.cached_tokens,
        outputTokens: times * usage.output_tokens,
        costUsd: price && times * costOf(usage, price),
        costWithoutCacheUsd: price && times * costOf(cold, price),
      });
    },
    { ...none, sessions: repeats },
  );
}

/** Time in which nothing is sent: users think, tools run. */
function pausesMs(scenarios: readonly Scenario[]): number {
  return sum(
    scenarios.flatMap(({ turns }) => [
      ...turns.slice(1).map(({ thinkTimeMs }) => thinkTimeMs),
      ...stepsInOrder(turns).map(({ toolTimeMs }) => toolTimeMs),
    ]),
  );
}

function row(name: string, estimate: Estimate): string[] {
  const { sessions, requests, inputTokens, cachedTokens, outputTokens } = estimate;
  const tokens = [inputTokens, cachedTokens, outputTokens].map((n) => formatValue(n, 'tokens'));
  const costs = [estimate.costUsd, estimate.costWithoutCacheUsd].map((usd) =>
    formatValue(usd, 'usd'),
  );
  return [name, String(sessions), String(requests), ...tokens, ...costs];
}

const head = ['arm', 'sessions', 'requests', 'input', 'cached', 'output', 'cost', 'cost uncached'];

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

/** Prints what a live run would take. Sends nothing. */
export async function printDryRun(
  definition: RunDefinition,
  scenarios: readonly Scenario[],
  terminal: Terminal,
  json: boolean,
): Promise<void> {
  const { url, credentials } = liveAddress(definition.backend);
  const { cache: _, ...cold } = definition;
  const plan = planRun({ ...cold, run: 'dry', scenarios, repeats: 1 });
  const factories = simulatedFactories(defaultSimulatorParameters, await loadO200kTokenizer());
  const byArm = new Map(definition.arms.map(({ name }) => [name, none]));
  for await (const trial of playRun(plan, definition.model, factories)) {
    byArm.set(trial.arm, add(byArm.get(trial.arm) ?? none, estimateOf(trial, definition)));
  }
  const total = [...byArm.values()].reduce(add, none);
  const sessions = definition.arms.length * definition.repeats;
  const pauses = pausesMs(scenarios) * sessions;
  if (json) {
    terminal.json({
      ...{ dry_run: true, backend: definition.backend, url, credentials, model: definition.model },
      ...{ label: 'simulated', ...jsonOf(total), pauses_ms: pauses },
      arms: Object.fromEntries([...byArm].map(([name, estimate]) => [name, jsonOf(estimate)])),
    });
    return;
  }
  const price = definition.price;
  terminal.result(
    [
      `DRY RUN: nothing is sent. ${total.sessions} sessions (${scenarios.length} scenarios, ${definition.arms.length} arms, ${definition.repeats} repeats) would go to ${url}, model ${definition.model}.`,
      `Credentials: ${credentials}.`,
      `Sizes are simulated: a real model goes its own way. ${price === null ? 'The model has no known price.' : `Prices in USD of ${price.date}.`}`,
      '',
      printTable({
        head,
        rows: [...[...byArm].map(([name, estimate]) => row(name, estimate)), row('all', total)],
      }),
      '',
      `Pauses of the scripts add up to ${Math.round(pauses / 60_000)} min (--think-time, --concurrency).`,
      `To send it: --live with --max-requests or --max-cost. A real model may take up to twice the requests.`,
    ].join('\n'),
  );
}
