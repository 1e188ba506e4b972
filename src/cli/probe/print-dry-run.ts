// `probe --dry-run`: every request, and what all of them cost at most.

import { loadO200kTokenizer } from '../../backends/o200k-tokenizer.ts';
import { promptTokens, renderRequest } from '../../cache-model/prompt-tokens.ts';
import { plural } from '../../lib/plural.ts';
import { findModelPrice } from '../../profiles/prices.ts';
import { createDryProber } from '../../runner/probe/prober.ts';
import { askQuestions } from '../../runner/probe/run-probe.ts';
import { sum } from '../../stats/descriptive.ts';
import type { CommandContext } from '../command.ts';

/**
 * Output of a probe's answers at their longest: the counting one, reasoning, and many short ones.
 */
const outputTokensExpected = 6_000;

/** Sends nothing. */
export async function printDryRun(
  model: string,
  idleMinutes: readonly number[],
  { terminal, flags: { json } }: CommandContext,
): Promise<void> {
  const prober = createDryProber(model, 'dry');
  await askQuestions(prober, idleMinutes);
  const tokenizer = await loadO200kTokenizer();
  const requests = prober.planned.map(({ label, headers, body }) => ({
    label,
    headers: Object.fromEntries(headers),
    prompt_cache_key: body.prompt_cache_key ?? null,
    reasoning: body.reasoning ?? null,
    include: body.include ?? [],
    input_items: body.input.length,
    input_tokens: promptTokens(renderRequest(body), tokenizer),
    body,
  }));
  const inputTokens = sum(requests.map(({ input_tokens }) => input_tokens));
  const price = findModelPrice(model);
  const costUsd =
    price === null
      ? null
      : (inputTokens * price.inputUsd + outputTokensExpected * price.outputUsd) / 1e6;
  const total = { requests: requests.length, input_tokens: inputTokens, cost_usd_at_most: costUsd };
  if (json) terminal.json({ dry_run: true, ...total, planned: requests });
  else {
    for (const [index, request] of requests.entries()) {
      terminal.result(
        `${String(index + 1).padStart(3)} ${request.label}: about ${plural(request.input_tokens, 'token')}`,
      );
    }
    const cost =
      costUsd === null ? 'unknown (no price for this model)' : `${costUsd.toFixed(2)} USD`;
    terminal.result(
      `${plural(requests.length, 'request')}, about ${inputTokens} input and ${outputTokensExpected} output tokens; list price without any caching: ${cost}`,
    );
  }
}
