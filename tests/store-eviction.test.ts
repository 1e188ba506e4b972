// Why a limit must not cut into a live session: the arm that evicts the oldest reasoning first pays
// for it with cached prefix, the arm that stops adding does not. Simulated.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { translatorArm } from '../src/domain/preset-arm.ts';
import type { Trial } from '../src/domain/run.ts';
import { playScenario } from '../src/experiment/play-scenario.ts';
import { loadScenario } from '../src/scenarios/load.ts';

const file = 'plain-tool-loop.yaml';
const scenario = loadScenario(
  readFileSync(join(import.meta.dirname, '..', 'scenarios', file), 'utf8'),
  file,
);

test('oldest-first eviction costs more uncached tokens than a session that stops adding', async () => {
  const limited = { reasoning_continuity: true, store_entries: '8' } as const;
  const { freeze, evict } = await playScenario(scenario, {
    arms: [
      translatorArm('freeze', { ...limited, store_eviction: 'freeze' }),
      translatorArm('evict', { ...limited, store_eviction: 'oldest-first' }),
    ],
    seed: 'eviction',
    // Where reasoning of earlier user turns stays in the prompt.
    parameters: { context_rule: 'all_turns' },
  });
  const uncached = ({ turns }: Trial): number =>
    turns.reduce(
      (sum, { usage }) => sum + (usage?.inputTokens ?? 0) - (usage?.cachedTokens ?? 0),
      0,
    );
  expect(freeze.outcome).toBe('complete');
  expect(evict.outcome).toBe('complete');
  expect(uncached(evict)).toBeGreaterThan(uncached(freeze) * 1.2);
});
