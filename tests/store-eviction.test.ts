// Why a limit must not cut into a live session: the arm that evicts the oldest reasoning first pays
// for it with cached prefix, the arm that stops adding does not. Simulated.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadO200kTokenizer } from '../src/backends/o200k-tokenizer.ts';
import type { Trial } from '../src/domain/run.ts';
import { simulatedFactories } from '../src/experiment/simulated-factories.ts';
import { defaultSimulatorParameters } from '../src/profiles/simulator-parameters.ts';
import { parseArms } from '../src/runner/arms.ts';
import { planRun } from '../src/runner/plan.ts';
import { playRun } from '../src/runner/run.ts';
import { loadScenario } from '../src/scenarios/load.ts';

const file = 'plain-tool-loop.yaml';
const scenario = loadScenario(
  readFileSync(join(import.meta.dirname, '..', 'scenarios', file), 'utf8'),
  file,
);

test('oldest-first eviction costs more uncached tokens than a session that stops adding', async () => {
  const limited = 'reasoning_continuity:true,store_entries:8,store_eviction';
  const plan = planRun({
    run: 'r_eviction',
    seed: 'eviction',
    scenarios: [scenario],
    repeats: 1,
    variants: [{ name: 'base', parameters: {} }],
    arms: parseArms({
      arm: [`freeze=${limited}:freeze`, `evict=${limited}:oldest-first`],
      set: [],
      baseline: undefined,
    }).arms,
  });
  // Where reasoning of earlier user turns stays in the prompt.
  const parameters = { ...defaultSimulatorParameters, context_rule: 'all_turns' } as const;
  const factories = simulatedFactories(parameters, await loadO200kTokenizer());
  const trials = new Map<string, Trial>();
  for await (const trial of playRun(plan, 'gpt-5.5', factories)) trials.set(trial.arm, trial);
  const uncached = (arm: string): number =>
    (trials.get(arm)?.turns ?? []).reduce(
      (sum, { usage }) =>
        sum + (usage?.input_tokens ?? 0) - (usage?.input_tokens_details.cached_tokens ?? 0),
      0,
    );
  expect(trials.get('freeze')?.outcome).toBe('complete');
  expect(trials.get('evict')?.outcome).toBe('complete');
  expect(uncached('evict')).toBeGreaterThan(uncached('freeze') * 1.2);
});
