// What a session of `ab` costs, and whether many cost more than their number: each trial has a backend
// and a store of its own, so nothing may grow with what was played before.
import { loadO200kTokenizer } from '../src/backends/o200k-tokenizer.ts';
import { findScenarios } from '../src/experiment/find-scenarios.ts';
import { simulatedFactories } from '../src/experiment/simulated-factories.ts';
import { defaultSimulatorParameters } from '../src/profiles/simulator-parameters.ts';
import { parseArms } from '../src/runner/arms.ts';
import { planRun } from '../src/runner/plan.ts';
import { playRun } from '../src/runner/run.ts';
import type { BenchPart } from './part.ts';

const fewRepeats = 1;
const manyRepeats = 4;

export const runnerPart: BenchPart = {
  description: 'sessions of `ab` on the simulator: time a session, and of many against few',
  async run(note) {
    const tokenizer = await loadO200kTokenizer();
    const scenarios = findScenarios([], import.meta.dirname);
    const { arms } = parseArms({ arm: [], set: [], baseline: undefined });
    const play = async (repeats: number): Promise<{ sessions: number; ms: number }> => {
      const variants = [{ name: 'base', parameters: {} }];
      const plan = planRun({ ...{ run: 'r', seed: '1' }, scenarios, repeats, variants, arms });
      const factories = simulatedFactories(defaultSimulatorParameters, tokenizer);
      const startedMs = performance.now();
      let sessions = 0;
      for await (const _ of playRun(plan, 'gpt-5.5', factories)) sessions++;
      return { sessions, ms: performance.now() - startedMs };
    };
    note('warming up');
    await play(fewRepeats);
    note(
      `${scenarios.length} scenarios, ${arms.length} arms, ${fewRepeats} and ${manyRepeats} times`,
    );
    const few = await play(fewRepeats);
    const many = await play(manyRepeats);
    return {
      scenarios: scenarios.length,
      ms_per_session: many.ms / many.sessions,
      many_over_few_per_session: many.ms / many.sessions / (few.ms / few.sessions),
    };
  },
};
