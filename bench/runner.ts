// What a session of `ab` costs, and whether many cost more than their number: each trial has a
// backend and a store of its own, so nothing may grow with what was played before.
import { loadO200kTokenizer } from '../src/backends/o200k-tokenizer.ts';
import { presetArms } from '../src/domain/preset-arm.ts';
import { playSimulation } from '../src/experiment/play-simulation.ts';
import { findScenarios } from '../src/experiment/sources/find-scenarios.ts';
import type { BenchPart } from './part.ts';

const fewRepeats = 1;
const manyRepeats = 4;

export const runnerPart: BenchPart = {
  description: 'sessions of `ab` on the simulator: time a session, and of many against few',
  async run(note) {
    const tokenizer = await loadO200kTokenizer();
    const scenarios = findScenarios([], import.meta.dirname);
    const arms = presetArms('off', 'on');
    const play = async (repeats: number): Promise<{ sessions: number; ms: number }> => {
      const startedMs = performance.now();
      let sessions = 0;
      for await (const _ of playSimulation(scenarios, { arms, repeats, tokenizer })) sessions++;
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
