// Planted breaks: recorded sessions, each with one known change, played on the simulator. `explain`
// must name cause, place and tokens of all of them, and nothing may stay unexplained.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadO200kTokenizer } from '../src/backends/o200k-tokenizer.ts';
import { createDefaultAgent } from '../src/backends/simulator/default-agent.ts';
import { createSimulator } from '../src/backends/simulator/simulator.ts';
import { presetArms } from '../src/domain/preset-arm.ts';
import { answeringAccount } from '../src/exchange/answering-account.ts';
import { responseUsage } from '../src/exchange/usage.ts';
import { playScenario } from '../src/experiment/play-scenario.ts';
import { type Cause, causeNames } from '../src/explain/cause.ts';
import type { ExplainedCall } from '../src/explain/explain-call.ts';
import { explainSession } from '../src/explain/explain-session.ts';
import type { SessionCall } from '../src/explain/session-call.ts';
import { trialCalls } from '../src/explain/trial-calls.ts';
import type { HeaderList } from '../src/lib/header-list.ts';
import type { JsonObject } from '../src/lib/json.ts';
import {
  defaultSimulatorParameters,
  type SimulatorParameters,
} from '../src/profiles/simulator-parameters.ts';
import { loadScenario } from '../src/scenarios/load.ts';
import { type Planted, plantedBreaks, type Request } from './planted-breaks.ts';

const root = join(import.meta.dirname, '..');
const tokenizer = await loadO200kTokenizer();

function readRequests(folder: string): Request[] {
  const path = join(root, 'recordings', folder);
  return readdirSync(path)
    .filter((name) => /^\d\d\.request\.json$/.test(name))
    .map((name) => JSON.parse(readFileSync(join(path, name), 'utf8')) as Request);
}
const sessions = {
  'Codex CLI': readRequests('codex-tool-loop'),
  'Claude Code, translated': readRequests('claude-code-tool-loop/expected/on'),
};

interface Step {
  readonly request: Request;
  readonly headers?: HeaderList;
  /** Minutes since the step before. */
  readonly minutes?: number;
  /** The backend was started again. */
  readonly restarted?: boolean;
  /** What the client sent, where a gateway made this of it. */
  readonly source?: JsonObject;
}
const header: HeaderList = [['session-id', 'one']];

/**
 * Plays requests on the simulator; pseudonymised ciphertext cannot be opened, so nothing is
 * refused.
 */
async function play(
  steps: readonly Step[],
  given: Partial<SimulatorParameters> = {},
): Promise<{ calls: SessionCall[]; parameters: SimulatorParameters }> {
  // Plain blocks of 128: what is lost is worked out by hand below.
  const plain = { ...defaultSimulatorParameters, cache_quantum: 128 };
  const parameters = { ...plain, rules_off: 'all', ...given };
  let nowMs = Date.UTC(2026, 0, 1);
  const start = () =>
    createSimulator({
      ...{ tokenizer, agent: createDefaultAgent(), parameters, seed: 'x', account: 'a' },
      ...{ nowMs: () => nowMs, pace: 'virtual' },
    });
  let simulator = start();
  const calls: SessionCall[] = [];
  for (const [seq, step] of steps.entries()) {
    nowMs += (step.minutes ?? 0.1) * 60_000;
    if (step.restarted) simulator = start();
    const headers = step.headers ?? header;
    const bytes = new TextEncoder().encode(JSON.stringify(step.request));
    const { status, body, headers: answered } = await simulator.send({ body: bytes, headers });
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) chunks.push(chunk.bytes);
    const text = Buffer.concat(chunks);
    expect(status, text.toString('utf8')).toBe(200);
    const usage = responseUsage([...answered, ['content-type', 'text/event-stream']], text);
    const { source } = step;
    calls.push({
      ...{ seq, id: `x_${seq}`, protocol: 'responses', headers, startedAtMs: nowMs },
      ...{ account: answeringAccount(answered), accepted: true, otherSession: null },
      body: () => bytes,
      // These answers produced none of the reasoning that the recording replays.
      usage: usage && { ...usage, reasoningTokens: null },
      output: null,
      source: source === undefined ? null : () => source,
    });
  }
  return { calls, parameters };
}

function explain({ calls, parameters }: Awaited<ReturnType<typeof play>>): ExplainedCall[] {
  return explainSession(calls, { tokenizer, parameters, rules: 'profile' });
}

const lostTo = (turn: ExplainedCall | undefined, cause: Cause): number =>
  turn?.breaks.find((one) => one.cause === cause)?.tokens_lost ?? 0;

/** The law: every lost token has a cause. */
function expectExplained(turns: readonly ExplainedCall[]): void {
  for (const { scale, breaks, lost_tokens, reusable_tokens, actual_cached_tokens } of turns) {
    expect(scale).toBe(1);
    expect(breaks.map(({ cause }) => cause)).not.toContain('unknown');
    // A refused request was neither served nor missed.
    if (actual_cached_tokens === null) continue;
    expect(breaks.reduce((sum, { tokens_lost }) => sum + tokens_lost, 0)).toBe(lost_tokens);
    expect(lost_tokens).toBe(reusable_tokens - actual_cached_tokens);
  }
}

/**
 * What the simulator serves of a session's last request as it is: the same for every planted break.
 */
const intact = new Map(
  await Promise.all(
    Object.values(sessions).map(async (requests) => {
      const turns = explain(await play(requests.map((request) => ({ request }))));
      return [requests, turns.at(-1)?.actual_cached_tokens ?? 0] as const;
    }),
  ),
);
const cases = Object.entries(sessions).flatMap(([client, requests]) =>
  plantedBreaks.map((planted) => [client, planted.name, requests, planted] as const),
);

test('there are at least forty variants', () => {
  expect(cases.length).toBeGreaterThanOrEqual(40);
});

describe.each(cases)('%s: %s', (_client, _name, requests, planted: Planted) => {
  const last = requests.at(-1) as Request;
  const changed = structuredClone(last);
  planted.change(changed);
  const history = requests.slice(0, -1).map((request) => ({ request }));

  test('cause, pointer, byte and tokens are named', async () => {
    const played = await play([...history, { request: changed }]);
    const turns = explain(played);
    expectExplained(turns);
    const broken = turns.at(-1);
    const found = broken?.breaks.filter(({ pointer }) => pointer !== null) ?? [];
    expect(found.map(({ cause, pointer }) => ({ cause, pointer }))).toEqual([
      { cause: planted.cause, pointer: planted.pointer(last) },
    ]);
    // What the simulator served less; a prompt that shrank could not have had all of it.
    const { input_tokens: tokens = 0, actual_cached_tokens: cached } = broken ?? {};
    const before = turns.at(-2)?.input_tokens ?? 0;
    const served = Math.floor(Math.min(before, tokens) / 128) * 128 - (cached ?? 0);
    expect(found[0]?.tokens_lost).toBe(served);
    if (tokens >= before) {
      expect(served).toBe((intact.get(requests) ?? 0) - (cached ?? 0));
    }
    // The byte is where the two bodies first differ inside the value.
    const byte = found[0]?.byte ?? -1;
    const body = Buffer.from(played.calls.at(-1)?.body() ?? []);
    expect(byte).toBeGreaterThan(0);
    expect(byte).toBeLessThan(body.length);
  });
});

describe('what a request does not show', () => {
  const requests = sessions['Codex CLI'];
  const step = (index: number): Step => ({ request: requests[index] as Request });
  const two = [step(0), step(1)];
  const next = step(2);

  test.each<[Cause, readonly Step[], Partial<SimulatorParameters>]>([
    [
      'session-header-changed',
      [...two, { ...next, headers: [['session-id', 'another']] }],
      { machines: 64 },
    ],
    [
      'cache-key-changed',
      [
        ...two.map((one) => ({ ...one, headers: [] })),
        { request: { ...(next.request as Request), prompt_cache_key: 'other-4' }, headers: [] },
      ],
      { routing_without_header: 'sticky' },
    ],
    ['idle-eviction', [...two, { ...next, minutes: 58 }], {}],
    ['server-miss', [...two, { ...next, restarted: true }], {}],
    ['key-overflow', [step(0), step(1), step(2)], { rate_per_key_minute: 2 }],
    ['below-minimum', [step(0), step(1)], { cache_minimum: 100_000 }],
  ])('%s', async (cause, steps, parameters) => {
    const turns = explain(await play(steps, parameters));
    expectExplained(turns);
    const turn = turns.at(-1);
    expect(turn?.breaks.map((one) => one.cause)).toContain(cause);
    expect(lostTo(turn, cause)).toBeGreaterThan(7000);
    expect(turn?.actual_cached_tokens).toBe(0);
    const found = turn?.breaks.find((one) => one.cause === cause);
    if (cause === 'cache-key-changed') {
      expect(found).toMatchObject({ pointer: '/prompt_cache_key', now: '"other-4"' });
      expect(found?.byte).toBeGreaterThan(0);
    }
    if (cause === 'session-header-changed') {
      expect(found).toMatchObject({ header: 'session-id', before: 'one', now: 'another' });
    }
  });

  test('a missing header is a lottery: every miss is the header’s', async () => {
    const many = requests.map((request) => ({ request, headers: [] }));
    const turns = explain(await play(many, { machines: 64 }));
    expectExplained(turns);
    const missed = turns.slice(1).filter((turn) => turn.actual_cached_tokens === 0);
    expect(missed.length).toBeGreaterThan(2);
    for (const turn of missed) {
      expect(turn.breaks.map((one) => one.cause)).toContain('session-header-changed');
    }
  });

  test('a warm cache of another session is an unexpected hit, with a minus', async () => {
    const { calls, parameters } = await play([step(0), step(1), step(2)], { machines: 1 });
    const rest = [calls[0], calls[2]].filter((call) => call !== undefined);
    const turns = explain({ calls: rest, parameters });
    expectExplained(turns);
    expect(lostTo(turns[1], 'unexpected-hit')).toBeLessThan(0);
  });

  test('a new session of the same prompt is new, not a session whose header changed', async () => {
    const { calls, parameters } = await play(
      [...two, { ...next, headers: [['session-id', 'another']] }],
      { machines: 64 },
    );
    const others = calls.map((call, index) => ({
      ...call,
      otherSession: index < 2 ? 's_other' : null,
    }));
    const [turn] = explain({ calls: others, parameters });
    expect(lostTo(turn, 'new-session')).toBeGreaterThan(7000);
    expect(turn?.breaks.map(({ cause }) => cause)).not.toContain('session-header-changed');
  });

  describe('another session of the same account', () => {
    /** The first call is the other session's; both meet one machine. */
    const playBoth = async (first: Request, second: Request) => {
      const { calls, parameters } = await play([{ request: first }, { request: second }], {
        machines: 1,
      });
      const both = calls.map((call, index) => ({
        ...call,
        otherSession: index === 0 ? 's_other' : null,
      }));
      const turns = explain({ calls: both, parameters });
      expectExplained(turns);
      expect(turns).toHaveLength(1);
      return turns[0];
    };
    const [request, later] = [requests[0] as Request, requests[1] as Request];

    test('has left a prefix in the cache, and only what is new is cold', async () => {
      const turn = await playBoth(request, later);
      expect(turn).toMatchObject({ continues: 0, continues_session: 's_other' });
      expect(turn?.actual_cached_tokens).toBeGreaterThan(7000);
      const first = lostTo(turn, 'first-turn');
      expect(first).toBeGreaterThan(0);
      expect(turn?.breaks.map(({ cause }) => cause)).toEqual(['first-turn', 'block-rounding']);
    });

    test('says something else in its system prompt, which costs what stands behind it', async () => {
      const other = structuredClone(request);
      const part = other.input[0]?.content?.[0];
      if (part === undefined) throw new RangeError('no system prompt');
      part.text = `x-anthropic-billing-header: cc_version=1;\n${part.text}`;
      const turn = await playBoth(other, request);
      const found = turn?.breaks.find(({ pointer }) => pointer !== null);
      expect(found).toMatchObject({ cause: 'instructions-changed', pointer: '/input/0' });
    });

    test('that has nothing to do with it is none that it continues', async () => {
      const other = { ...request, tools: [], input: request.input.slice(-1) };
      expect(await playBoth(other, request)).toMatchObject({
        continues: null,
        breaks: [{ cause: 'first-turn' }],
      });
    });
  });

  test('evicted: the client only added, the reasoning beside it is gone', async () => {
    const translated = sessions['Claude Code, translated'];
    const client = (count: number): JsonObject => ({
      messages: Array.from({ length: count }, (_, index) => ({
        role: 'user',
        content: `${index}`,
      })),
    });
    const changed = structuredClone(translated[5] as Request);
    changed.input = changed.input.filter(({ type }) => type !== 'reasoning');
    const turns = explain(
      await play([
        ...translated.slice(0, 5).map((request, index) => ({ request, source: client(index + 1) })),
        { request: changed, source: client(6) },
      ]),
    );
    expectExplained(turns);
    const found = turns.at(-1)?.breaks.find(({ pointer }) => pointer !== null);
    expect(found).toMatchObject({ cause: 'reasoning-evicted', by: 'translator' });
  });
});

describe('the right predecessor', () => {
  const requests = sessions['Codex CLI'];
  const step = (index: number): Step => ({ request: requests[index] as Request });

  test('a request that is sent again continues itself and loses nothing but the block', async () => {
    const turns = explain(await play([step(0), step(1), step(1), step(2)]));
    expectExplained(turns);
    expect(turns[2]).toMatchObject({ repeats: 1, continues: 1 });
    expect(turns[2]?.breaks.map(({ cause }) => cause)).toEqual(['block-rounding']);
    expect(turns[3]?.breaks.map(({ cause }) => cause)).toEqual(['block-rounding']);
  });

  test('two branches of one history: each continues its own', async () => {
    const branch = (text: string): Request => {
      const request = structuredClone(requests[1] as Request);
      request.input.push({
        ...{ type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
      });
      return request;
    };
    const longer = (request: Request, answer: string): Request => {
      const copy = structuredClone(request);
      copy.input.push({
        ...{ type: 'message', role: 'assistant' },
        content: [{ type: 'output_text', text: answer.repeat(80) }],
      });
      return copy;
    };
    const [left, right] = [branch('go left '.repeat(90)), branch('turn right '.repeat(90))];
    const turns = explain(
      await play(
        [
          requests[0] as Request,
          left,
          right,
          longer(left, 'so be it '),
          longer(right, 'as you like '),
        ].map((request) => ({
          request,
        })),
        { context_rule: 'all_turns' },
      ),
    );
    expectExplained(turns);
    expect(turns.map(({ continues }) => continues)).toEqual([null, 0, 1, 1, 2]);
    // The second branch left the first one: nothing that stood there is in it, so nothing is lost.
    for (const turn of turns.slice(1)) {
      expect(turn.breaks.filter(({ cause }) => cause !== 'block-rounding')).toEqual([]);
    }
  });
});

describe('every session that is played on the simulator', () => {
  const folder = join(root, 'scenarios');
  const scenarios = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => loadScenario(readFileSync(join(folder, name), 'utf8'), name));
  const parameterSets = [
    { arms: ['off', 'on'], given: {} },
    { arms: ['off', 'on', 'native', 'bare'], given: { cache_outputs: 'full' } },
    { arms: ['on'], given: { cache_mode: 'breakpoints' } },
    {
      arms: ['off', 'on'],
      given: { cache_outputs: 'full', context_rule: 'all_turns', cache_quantum: 1024 },
    },
  ] as const;
  /** Played with one set: so many calls take as long as all the others, and show no other cause. */
  const long = new Set(['long-horizon', 'store-at-its-limit']);
  /** Histories that only grow. */
  const plain = new Set(['plain-tool-loop', 'parallel-calls', 'claude-code-tool-loop']);
  /** What the body of a request does not show, and the scenario is about. */
  const shown: Readonly<Record<string, Cause>> = {
    'account-switch': 'setting-changed',
    'idle-gap': 'idle-eviction',
    'resume-and-fork': 'session-header-changed',
  };
  const rows = scenarios.flatMap((scenario) =>
    parameterSets
      .filter(({ arms }) => !long.has(scenario.name) || arms.length > 2)
      .map((set) => [scenario.name, JSON.stringify(set.given), scenario, set] as const),
  );

  test.each(rows)('%s %s', async (_name, _variant, scenario, { arms: names, given }) => {
    const arms = presetArms(...names);
    // The pause of `idle-gap` is short of the hour that gpt-5.5 keeps a prefix.
    const parameters = { ...defaultSimulatorParameters, idle_eviction_ms: 300_000, ...given };
    const trials = await playScenario(scenario, { arms, parameters, seed: 'explain' });
    for (const trial of Object.values(trials)) {
      const turns = explain({ calls: trialCalls(trial), parameters });
      expect(turns).toHaveLength(trial.turns.length);
      expectExplained(turns);
      const own = new Set(turns.flatMap(({ breaks }) => breaks.map(({ cause }) => cause)));
      // Without a header it is a lottery, which is the header's.
      expect(own.has('server-miss')).toBe(false);
      expect(own.has('unexpected-hit')).toBe(false);
      const about = shown[scenario.name];
      if (about !== undefined && trial.arm !== 'bare') expect(own.has(about)).toBe(true);
      // The others stop, fork, switch accounts or wait: which causes they show is their own matter.
      if (!plain.has(scenario.name)) continue;
      const allowed: Cause[] = ['first-turn', 'block-rounding', 'below-minimum'];
      for (const cause of own) {
        if (allowed.includes(cause)) continue;
        if (trial.arm === 'bare' && cause === 'session-header-changed') continue;
        if (['off', 'bare'].includes(trial.arm)) {
          expect(cause).toBe('call-after-dropped-reasoning');
          expect(parameters.cache_outputs).toBe('full');
        } else {
          expect(cause).toBe('reasoning-ignored');
          expect(parameters.context_rule).not.toBe('all_turns');
        }
      }
    }
  });
});

test('the list of causes is closed: each is planted somewhere in these tests', () => {
  const text = readFileSync(import.meta.filename, 'utf8');
  const planted = new Set<string>(plantedBreaks.map(({ cause }) => cause));
  // `history-unknown` is planted in tests/threads.test.ts.
  const notShown: Cause[] = ['unknown', 'estimate-error', 'history-unknown'];
  const missing = causeNames.filter(
    (cause) => !planted.has(cause) && !notShown.includes(cause) && !text.includes(`'${cause}'`),
  );
  expect(missing).toEqual([]);
});
