// The workloads that the published figures were measured on, as far as they are described. What is
// not described is chosen here, before looking at the outcome, and named in the report.
import { createSeededRandom } from '../../src/lib/seeded-random.ts';
import type { SimulatorParameters } from '../../src/profiles/simulator-parameters.ts';
import { fillerText } from '../../src/scenarios/filler.ts';
import { createPlayer, type Outcome } from './play.ts';

export const developer = (tokens: number, seed: string): object => ({
  type: 'message',
  role: 'developer',
  content: fillerText(tokens, seed),
});
export const user = (tokens: number, seed: string): object => ({
  type: 'message',
  role: 'user',
  content: fillerText(tokens, seed),
});

const secondMs = 1_000;

/**
 * Growing prefixes as a gateway for Claude Code sends them (fleet-harness PR 839): `prefixes`
 * conversations of eight turns each. Outcomes of the turns after the first.
 */
export async function growingPrefixes(
  seed: string,
  prefixes: number,
  routing: { header: boolean; key: boolean },
  parameters: Partial<SimulatorParameters> = {},
): Promise<Outcome[]> {
  const player = createPlayer(seed, 'gpt-5.6-luna', parameters);
  const warm: Outcome[] = [];
  for (let prefix = 0; prefix < prefixes; prefix++) {
    const name = `${seed} ${prefix}`;
    const input: object[] = [developer(3_000, name)];
    for (let turn = 0; turn < 8; turn++) {
      input.push(user(100, `${name} ${turn}`));
      const outcome = await player.ask({
        input,
        ...(routing.header && { session: `session ${prefix}` }),
        ...(routing.key && { key: `key ${prefix}` }),
      });
      input.push(...outcome.items);
      player.pass(10 * secondMs);
      if (turn > 0) warm.push(outcome);
    }
  }
  return warm;
}

/** The same prompt again and again; outcomes after the first. */
export async function repeatedPrompt(
  seed: string,
  tokens: number,
  repeats: number,
  hasHeader: boolean,
): Promise<Outcome[]> {
  const player = createPlayer(seed, 'gpt-5.5');
  const input = [developer(tokens, seed), user(20, seed)];
  const outcomes: Outcome[] = [];
  for (let index = 0; index <= repeats; index++) {
    const session = hasHeader ? { session: 'session' } : {};
    outcomes.push(await player.ask({ input, key: 'key', ...session }));
    player.pass(10 * secondMs);
  }
  return outcomes.slice(1);
}

export interface AgentCall extends Outcome {
  readonly cause: 'first' | 'user' | 'tool';
}

/** Log-normal with the median and mean that were published: sigma = sqrt(2 ln(mean / median)). */
const thinkTime = { medianMs: 10_000, sigma: Math.sqrt(2 * Math.log(199 / 10)) };

/**
 * A native-style session: every item replayed with its reasoning, one header throughout. Sizes:
 * tools and system 15,000 tokens and a first request of 25,000 (kv-cache-tester), 850 new tokens a
 * step (TraceLab); 12 steps a user turn and 8 turns are chosen here; user gaps with the published
 * median and mean, tool gaps of 5 s.
 */
export async function agentSession(
  seed: string,
  parameters: Partial<SimulatorParameters> = {},
): Promise<AgentCall[]> {
  const random = createSeededRandom(`calibration/${seed}`);
  const player = createPlayer(seed, 'gpt-5.5', parameters, 250);
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const input: object[] = [developer(15_000, `tools ${seed}`)];
  const calls: AgentCall[] = [];
  for (let turn = 0; turn < 8; turn++) {
    if (turn > 0) player.pass(thinkTime.medianMs * Math.exp(thinkTime.sigma * normal()));
    input.push(user(turn === 0 ? 10_000 : 200, `${seed} user ${turn}`));
    for (let index = 0; index < 12; index++) {
      const cause = calls.length === 0 ? 'first' : index === 0 ? 'user' : 'tool';
      const outcome = await player.ask({ input, session: seed.slice(0, 60), key: 'key' });
      calls.push({ ...outcome, cause });
      input.push(...outcome.items);
      // Results come back as developer text: what an item is called does not change its tokens.
      if (index < 11) input.push(developer(600, `${seed} output ${turn} ${index}`));
      player.pass(5 * secondMs);
    }
  }
  return calls;
}

/** What the vendor and a paper timed was the public API. */
const api = { profile_backend: 'openai' } as const;

/** TTFT of the same prompt cold and warm, in modelled ms. */
export async function coldAndWarm(tokens: number): Promise<{ cold: number; warm: number }> {
  const player = createPlayer(`ttft ${tokens}`, 'gpt-5.5', { idle_eviction_ms: 0, ...api });
  const input = [developer(tokens, `ttft ${tokens}`)];
  const cold = await player.ask({ input, session: 's' });
  player.pass(secondMs);
  const warm = await player.ask({ input, session: 's' });
  return { cold: cold.ttftMs, warm: warm.ttftMs };
}

/** A prompt of which only the first part was seen before, against the same prompt cold. */
export async function coldAndPartlyWarm(
  shared: number,
  rest: number,
): Promise<{ cold: number; warm: number }> {
  const player = createPlayer(`part ${shared}`, 'gpt-5.5', api);
  const system = developer(shared, `part ${shared}`);
  const ask = (name: string) => player.ask({ input: [system, user(rest, name)], session: 's' });
  const cold = await ask('one');
  player.pass(secondMs);
  const warm = await ask('two');
  return { cold: cold.ttftMs, warm: warm.ttftMs };
}

/** A new session over the same tools and system prompt as one that just ended. */
export async function secondSession(seed: string): Promise<Outcome> {
  const player = createPlayer(seed, 'gpt-5.5');
  const system = developer(15_000, `shared ${seed}`);
  await player.ask({ input: [system, user(100, 'one')], session: `one ${seed}`.slice(0, 60) });
  player.pass(30 * secondMs);
  return player.ask({ input: [system, user(100, 'two')], session: `two ${seed}`.slice(0, 60) });
}
