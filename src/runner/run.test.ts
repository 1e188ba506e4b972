import { expect, test } from 'vitest';
import type { BackendRequest, BackendResponse } from '../domain/backend.ts';
import { presetArm } from '../domain/preset-arm.ts';
import type { Trial } from '../domain/run.ts';
import { emptySessionState } from '../domain/translator-state.ts';
import { loadScenario } from '../scenarios/load.ts';
import { createBudget } from './budget.ts';
import { planRun } from './plan.ts';
import { playRun } from './run.ts';
import { RunStopped } from './run-stopped.ts';
import type { TrialFactories } from './trial.ts';
import { createVirtualClock } from './trial-clock.ts';

const scenario = (name: string) =>
  loadScenario(
    `{name: ${name}, description: d, situation: s, system: [sys], turns: [{user: u, steps: [{text: t}]}]}`,
    'x.yaml',
  );
const plan = planRun({
  run: 'r_1',
  seed: 's',
  repeats: 2,
  scenarios: [scenario('a'), scenario('b')],
  variants: [{ name: 'base', parameters: {} }],
  arms: [presetArm('off'), presetArm('native')],
});

const completed = JSON.stringify({
  type: 'response.completed',
  response: { model: 'm', output: [], usage: null },
});

/** A live backend that answers when the event loop comes round again. */
function liveFactories(
  send: (request: BackendRequest, number: number) => Promise<BackendResponse | undefined>,
): TrialFactories {
  let requests = 0;
  const answer = async function* () {
    yield { bytes: new TextEncoder().encode(`data: ${completed}\n\n`), elapsedMs: 1 };
  };
  return {
    live: {
      salt: '1',
      signal: new AbortController().signal,
      budget: createBudget({ requestsMax: null, costUsdMax: null }, null),
    },
    tokenizer: { name: 'none', encode: () => [], count: () => 0 },
    createBackend: () => ({
      name: 'live',
      label: 'measured',
      account: 'a',
      close: async () => {},
      describe: () => ({ method: 'POST', target: '/', headers: [] }),
      send: async (request) =>
        (await send(request, requests++)) ?? { status: 200, headers: [], body: answer() },
    }),
    createClock: () => createVirtualClock(0),
    createReasoningStore: () => ({
      load: async () => emptySessionState,
      commit: async () => {},
      close: async () => {},
    }),
    reasoningRulesOf: () => ({ contextRule: 'current_turn', isHistoryBound: false }),
  };
}

/** The trials that were handed out, and what the run ended with. */
async function play(factories: TrialFactories, concurrency: number) {
  const trials: Trial[] = [];
  let error: unknown = null;
  try {
    for await (const trial of playRun(plan, 'm', factories, concurrency)) trials.push(trial);
  } catch (thrown) {
    error = thrown;
  }
  return { trials, error };
}

const nextRound = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('blocks are played at the same time, the arms of a block one after the other', async () => {
  let now = 0;
  let most = 0;
  const { trials, error } = await play(
    liveFactories(async () => {
      most = Math.max(most, ++now);
      await nextRound();
      now--;
      return undefined;
    }),
    3,
  );
  expect([most, trials.length, error]).toEqual([3, 8, null]);
  for (const block of ['a 0', 'b 0', 'a 1', 'b 1']) {
    const positions = trials
      .filter(({ scenario: name, repeat }) => `${name} ${repeat}` === block)
      .map(({ position }) => position);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
  }
});

test('with a concurrency of one the order is that of the plan', async () => {
  const { trials } = await play(
    liveFactories(async () => undefined),
    1,
  );
  expect(trials.map(({ id }) => id)).toEqual(plan.map(({ id }) => id));
});

test('a stop lets what is under way come to its end, and begins nothing more', async () => {
  const { trials, error } = await play(
    liveFactories(async (_request, number) => {
      if (number === 1) throw new RunStopped('budget', 'enough');
      await nextRound();
      return undefined;
    }),
    2,
  );
  expect(error).toMatchObject({ reason: 'budget' });
  expect(trials).toHaveLength(1);
});

test('a defect of ours makes the trial void, keeps what was sent, and is not swallowed', async () => {
  const defect = new TypeError('defect');
  const { trials, error } = await play(
    liveFactories(async (_request, number) => {
      if (number === 1) throw defect;
      return undefined;
    }),
    1,
  );
  expect(trials.map(({ outcome }) => outcome)).toEqual(['complete', 'void:harness-crash']);
  expect(error).toBe(defect);
});
