// `ab` on live backends: in process through nock, and against a simulator over a socket as if it
// were one. Nothing here leaves the machine.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadO200kTokenizer } from '../src/backends/o200k-tokenizer.ts';
import { createDefaultAgent } from '../src/backends/simulator/default-agent.ts';
import { createSimulator } from '../src/backends/simulator/simulator.ts';
import { startSimulatorServer } from '../src/backends/simulator/simulator-server.ts';
import { runCommandLine } from '../src/cli/command-line.ts';
import type { Backend } from '../src/domain/backend.ts';
import type { SimulatedAgent } from '../src/domain/model-step.ts';
import type { KeptTurn, Trial } from '../src/domain/run.ts';
import { HarnessError } from '../src/lib/harness-error.ts';
import { defaultSimulatorParameters } from '../src/profiles/simulator-parameters.ts';
import { openDatabase } from '../src/store/open-database.ts';
import { createRunStore } from '../src/store/runs.ts';
import type { Terminal } from '../src/terminal/console.ts';

const scenario = (name: string, words = 1500, more = '') => `name: ${name}
description: two calls
situation: hand-written for this test, long enough to be cached
system: [{ words: ${words} }]
tools: [{ name: Bash, description: Runs. }]
request: { output_config: { effort: high } }
${more}
turns:
  - user: Go.
    steps:
      - { tool_time_ms: 0, calls: [{ name: Bash, input: { command: ls }, result: { words: 300 } }] }
      - { tool_time_ms: 0, calls: [{ name: Bash, input: { command: pwd }, result: { words: 300 } }] }
      - { text: Done. }
`;

let folder: string;
const open: { close(): unknown }[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'turntape-live-'));
  writeFileSync(join(folder, 'small.yaml'), scenario('small'));
});
afterEach(async () => {
  nock.cleanAll();
  nock.enableNetConnect();
  for (const resource of open.splice(0).reverse()) await resource.close();
  rmSync(folder, { recursive: true });
});

interface Finished {
  readonly code: number;
  readonly out: string;
  readonly notes: string;
}

async function turntape(argv: string, env: Record<string, string> = {}): Promise<Finished> {
  let out = '';
  const notes: string[] = [];
  const terminal: Terminal = {
    ...{ env, cwd: folder, colour: false, quiet: false, childOwnsStdout: false },
    result: (text) => {
      out += `${text}\n`;
    },
    bytes: () => {},
    json: (value) => {
      out += JSON.stringify(value);
    },
    note: (text) => notes.push(text),
    error: (text) => notes.push(text),
  };
  const words = [...argv.split(' '), '--db', join(folder, 'a.db')];
  const code = await runCommandLine(words, terminal);
  return { code, out, notes: notes.join('\n') };
}

async function errorOf(argv: string): Promise<string> {
  try {
    await turntape(argv);
  } catch (error) {
    if (error instanceof HarnessError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'no error';
}

/** A backend that answers at once, with caches of its own. */
async function simulated(agent: SimulatedAgent, account = 'a'): Promise<Backend> {
  return createSimulator({
    ...{ agent, account, seed: 's', nowMs: Date.now, pace: 'real' },
    tokenizer: await loadO200kTokenizer(),
    parameters: { ...defaultSimulatorParameters, time_scale: 0 },
  });
}

interface LiveServer {
  readonly url: string;
  readonly requests: { readonly body: string; readonly status: number }[];
}

/** A simulator over a socket; counts what arrives. */
async function serve(
  agent: SimulatedAgent = createDefaultAgent(),
  answer: (number: number) => number | null = () => null,
): Promise<LiveServer> {
  const requests: LiveServer['requests'] = [];
  const backend = await simulated(agent);
  const server = await startSimulatorServer({
    ...{ host: '127.0.0.1', port: 0, websocket: 'refuse' },
    createBackend: () => ({
      ...backend,
      async send(request, signal) {
        const refused = answer(requests.length);
        const response =
          refused === null
            ? await backend.send(request, signal)
            : { status: refused, headers: [], body: (async function* () {})() };
        requests.push({ body: Buffer.from(request.body).toString(), status: response.status });
        return response;
      },
    }),
  });
  open.push(server);
  return { url: `${server.url}/v1`, requests };
}

const bodyOf = (turn: KeptTurn | undefined): string =>
  new TextDecoder().decode(turn?.exchange.body);

function readTrials(): { readonly finished: boolean; readonly trials: Trial<KeptTurn>[] } {
  const database = openDatabase(join(folder, 'a.db'), { mode: 'read' });
  try {
    const store = createRunStore(database);
    const [run] = store.list();
    const trials = store.listTrials(run?.id ?? '').flatMap(({ id }) => store.readTrial(id) ?? []);
    return { finished: run?.finished ?? false, trials };
  } finally {
    database.close();
  }
}

describe('before anything is sent', () => {
  test('without --live it says what would be sent where and what it would cost', async () => {
    nock.disableNetConnect();
    const { code, out, notes } = await turntape(
      'ab small.yaml --backend openai --repeats 4 --json',
    );
    expect(code).toBe(0);
    expect(notes).toMatch(/the run would add about \d+ MB to the database/);
    const document = JSON.parse(out) as { readonly database_bytes: number };
    expect(document.database_bytes).toBeGreaterThan(24 * 1_400);
    expect(document).toMatchObject({
      dry_run: true,
      url: 'https://api.openai.com/v1/responses',
      ...{ sessions: 8, requests: 24, label: 'simulated' },
      arms: { off: { requests: 12 }, on: { requests: 12 } },
    });
    const text = (await turntape('ab small.yaml --backend chatgpt')).out;
    expect(text).toMatch(/^DRY RUN: nothing is sent\. .*chatgpt\.com\/backend-api\/codex/);
  });

  test.each([
    ['--backend openai --live', /--live on openai has no budget/],
    [
      '--backend openai --live --max-requests 0',
      /--max-requests takes a whole number from 1, not `0`/,
    ],
    ['--backend openai --live --max-cost -1', /--max-cost takes a number above 0, not `-1`/],
    ['--backend openai --live --max-requests 5', /costs money and needs your API key/],
    ['--backend http://127.0.0.1:1/v1 --live --max-cost 1 --model own', /own has no known price/],
    ['--backend opnai', /unknown backend `opnai`/],
    ['--live', /--live is for a live backend/],
    ['--max-requests 5', /--max-requests is for a live backend/],
    ['--population mine', /--population is for a live backend/],
    ['--backend openai --sim noise=0', /--sim sets the simulator/],
    ['--backend openai --arm other=gateway:http://127.0.0.1:1', /arm `other` is measured by/],
    ['--backend openai --concurrency 0', /--concurrency takes a whole number/],
  ])('ab %s: one clear line', async (flags, expected) => {
    nock.disableNetConnect();
    expect(await errorOf(`ab small.yaml ${flags}`)).toMatch(expected);
  });

  test('a scenario that needs a simulated fault is refused when it is named', async () => {
    writeFileSync(join(folder, 'f.yaml'), scenario('f', 10, 'simulator: { fault: "500" }'));
    expect(await errorOf('ab f.yaml --backend openai')).toMatch(/f: needs a fault that only/);
  });
});

describe('a live run', () => {
  test('is measured: intervals and a verdict over a declared population', async () => {
    mkdirSync(join(folder, 'scenarios'));
    for (let index = 0; index < 8; index++) {
      const text = scenario(`s${index}`, 1300 + 97 * index, 'population: test sessions');
      writeFileSync(join(folder, 'scenarios', `s${index}.yaml`), text);
    }
    const server = await serve();
    const flags = '--live --max-requests 100 --concurrency 3 --format json';
    const { code, out } = await turntape(`ab scenarios --backend ${server.url} ${flags}`);
    expect(code).toBe(0);
    const { label, arms, comparisons, verdicts } = JSON.parse(out);
    expect(label).toBe('measured');
    // 320 tokens in the second request, 320 + 192 in the third.
    expect(arms.on).toMatchObject({ trials: 8, turns: 24, reasoning_tokens_replayed: 8 * 832 });
    const [cost, uncached] = comparisons;
    expect(cost).toMatchObject({ metric: 'cost_usd', kind: 'interval', n: 8 });
    expect(uncached).toMatchObject({ metric: 'uncached_input_tokens', kind: 'interval', n: 8 });
    for (const { low } of [cost, uncached]) expect(low).toBeGreaterThan(0);
    expect(verdicts).toMatchObject([{ arm: 'on', verdict: 'worse', scope: 'population' }]);
    expect(server.requests).toHaveLength(48);
    const { trials } = readTrials();
    const firstCached = trials.map(({ turns }) => turns[0]?.usage?.cachedTokens);
    expect(new Set(firstCached)).toEqual(new Set([0]));
    // No two sessions begin alike, in any arm.
    const openings = trials.map(({ turns }) => bodyOf(turns[0]).match(/Session nonce: [^.]*/)?.[0]);
    expect(new Set(openings).size).toBe(16);
  });

  test('never exceeds its budget, keeps what was played, and continues', async () => {
    const server = await serve();
    const argv = `ab small.yaml --backend ${server.url} --live --repeats 2 --run paid --format json`;
    const stopped = await turntape(`${argv} --max-requests 7`);
    expect(stopped.code).toBe(3);
    expect(stopped.notes).toMatch(/stopped: the next trial \(small\) takes about 3 requests/);
    expect(server.requests).toHaveLength(6);
    expect(readTrials()).toMatchObject({ finished: false, trials: [{}, {}] });
    expect(await errorOf(`${argv} --max-requests 7`)).toMatch(
      /what was measured is not thrown away/,
    );
    const resumed = await turntape(`${argv} --max-requests 7 --resume`);
    expect(resumed.code).toBe(0);
    expect(server.requests).toHaveLength(12);
    expect(readTrials().finished).toBe(true);
    expect(JSON.parse(resumed.out).arms.on.trials).toBe(2);
  });

  test('sessions that are played at a time leave one another what they need', async () => {
    for (const name of ['a', 'b', 'c', 'd']) {
      writeFileSync(join(folder, `${name}.yaml`), scenario(name));
    }
    const server = await serve();
    const { code, notes } = await turntape(
      `ab a.yaml b.yaml c.yaml d.yaml --backend ${server.url} --live --max-requests 8 --concurrency 4 --format json`,
    );
    expect(code).toBe(3);
    expect(notes).toMatch(/takes about 3 requests, more than the budget has left/);
    expect(server.requests).toHaveLength(6);
    expect(readTrials().trials.map(({ outcome }) => outcome)).toEqual(['complete', 'complete']);
  });

  test('stops before the request that could go over --max-cost', async () => {
    const server = await serve();
    const argv = `ab small.yaml --backend ${server.url} --live --max-cost 0.16 --repeats 50 --format json`;
    const { code, notes } = await turntape(argv);
    expect(code).toBe(3);
    expect(notes).toMatch(/the next request could cost .* go over the budget of 0.16 USD/);
    const spent = Number(/about ([\d.]+) USD/.exec(notes)?.[1]);
    expect(spent).toBeGreaterThan(0);
    expect(spent).toBeLessThanOrEqual(0.16);
  });

  test('what is under way does not use up --max-cost: the next request waits for it', async () => {
    for (const name of ['a', 'b', 'c', 'd']) {
      writeFileSync(join(folder, `${name}.yaml`), scenario(name));
    }
    const server = await serve();
    // Four reservations of some 0.14 USD are over it, eight whole sessions are not.
    const { code, notes } = await turntape(
      `ab a.yaml b.yaml c.yaml d.yaml --backend ${server.url} --live --max-cost 0.5 --concurrency 4 --format json`,
    );
    expect([code, server.requests.length]).toEqual([0, 24]);
    expect(Number(/about ([\d.]+) USD/.exec(notes)?.[1])).toBeLessThanOrEqual(0.5);
  });

  test('a 400 is an outcome; a limit of the account is void, ends the run and is played again', async () => {
    const refusing = await serve(createDefaultAgent(), (number) => (number === 1 ? 400 : null));
    const flags = '--live --max-requests 50';
    await turntape(`ab small.yaml --backend ${refusing.url} ${flags} --format json`);
    expect(
      readTrials()
        .trials.map(({ outcome }) => outcome)
        .sort(),
    ).toEqual(['complete', 'stopped']);

    const limited = await serve(createDefaultAgent(), (number) =>
      number >= 1 && number <= 3 ? 429 : null,
    );
    const argv = `ab small.yaml --backend ${limited.url} ${flags} --run limited --format json`;
    const { code, notes } = await turntape(argv);
    expect([code, /the backend stopped answering: 429/.test(notes)]).toEqual([3, true]);
    expect(readTrials().trials.map(({ outcome }) => outcome)).toEqual(['void:rate-limited']);
    const { out } = await turntape(`${argv} --resume`);
    const [verdict] = JSON.parse(out).verdicts;
    expect(verdict.complete_pairs).toBe(1);
    expect(
      readTrials()
        .trials.map(({ outcome }) => outcome)
        .sort(),
    ).toEqual([...['complete', 'complete', 'void:rate-limited']]);
  });

  test('Ctrl-C ends it at once with 130; what was over is kept', async () => {
    const server = await serve(createDefaultAgent(), (number) => {
      if (number === 4) process.emit('SIGINT');
      return null;
    });
    const argv = `ab small.yaml --backend ${server.url} --live --max-requests 50 --repeats 3`;
    const { code, notes } = await turntape(argv);
    expect([code, server.requests.length]).toEqual([130, 5]);
    expect(notes).toMatch(/stopped: interrupted; kept: 1 trial. Continue: turntape ab .* --resume/);
    expect(readTrials()).toMatchObject({ finished: false, trials: [{ outcome: 'complete' }] });
    // What was cut short left its prompt in the cache: the session that is played again must not
    // find it.
    await turntape(`${argv} --resume --format json`);
    const { finished, trials } = readTrials();
    expect([finished, trials.length]).toEqual([true, 6]);
    const cached = trials.map(({ turns }) => turns[0]?.usage?.cachedTokens);
    expect(new Set(cached)).toEqual(new Set([0]));
  });

  test('nobody at the address: void, one line, nothing lost', async () => {
    const argv =
      'ab small.yaml --backend http://127.0.0.1:1/v1 --live --max-requests 9 --format json';
    const { code, notes } = await turntape(argv);
    expect(code).toBe(3);
    expect(notes).toMatch(/the backend stopped answering: the backend .* does not answer/);
    expect(readTrials().trials.map(({ outcome }) => outcome)).toEqual(['void:no-connection']);
  });

  test('the model runs free: it calls what it likes, and ends when it likes', async () => {
    let asked = 0;
    const agent: SimulatedAgent = {
      nextStep: () => {
        asked++;
        const call = {
          kind: 'function',
          callId: `c${asked}`,
          name: 'Bash',
          arguments: '{}',
        } as const;
        // The first session stops after one call, the second never does.
        const calls = asked === 2 ? [] : [call];
        return { reasoningTokens: 10, summary: [], text: calls.length === 0 ? 'Done.' : '', calls };
      },
    };
    const server = await serve(agent);
    await turntape(`ab small.yaml --backend ${server.url} --live --max-requests 50 --format json`);
    const { trials } = readTrials();
    // Two requests; and twice the script's three, the bound of the turn.
    expect(trials.map(({ turns }) => turns.length)).toEqual([2, 6]);
    expect(trials.map(({ turns }) => turns.at(-1)?.calls)).toEqual([0, 1]);
  });

  test('--cache warm plays every session before, under another session id', async () => {
    const server = await serve();
    const argv = `ab small.yaml --backend ${server.url} --live --max-requests 50 --cache warm --format json`;
    const { arms } = JSON.parse((await turntape(argv)).out);
    expect(server.requests).toHaveLength(12);
    expect(arms.off.turns).toBe(3);
    const keys = server.requests.map(({ body }) => JSON.parse(body).prompt_cache_key);
    expect(new Set(keys).size).toBe(4);
  });
});

describe('vendors, in process', () => {
  /** Answers like a backend, without a socket. */
  async function intercept(origin: string, path: string, headers: Record<string, string>) {
    nock.disableNetConnect();
    const backend = await simulated(createDefaultAgent());
    const scope = nock(origin, { reqheaders: headers }).persist();
    let requests = 0;
    scope.post(path).reply(async (request: Request) => {
      requests++;
      const body = new Uint8Array(await request.arrayBuffer());
      const response = await backend.send({ body, headers: [] });
      const pieces: Uint8Array[] = [];
      for await (const chunk of response.body) pieces.push(chunk.bytes);
      return [response.status, Buffer.concat(pieces).toString()];
    });
    return () => requests;
  }

  test('openai: with the key, the session header and our own name', async () => {
    const count = await intercept('https://api.openai.com', '/v1/responses', {
      authorization: 'Bearer sk-made-up',
      'user-agent': /^turntape\//,
      'session-id': /^[0-9a-f-]{36}$/,
    } as unknown as Record<string, string>);
    const argv =
      'ab small.yaml --backend openai --use-api-key --live --max-requests 6 --format json';
    const { out } = await turntape(argv, { OPENAI_API_KEY: 'sk-made-up' });
    expect(JSON.parse(out)).toMatchObject({ backend: 'openai', label: 'measured' });
    expect(count()).toBe(6);
  });

  test('chatgpt: with the login of Codex CLI, which is not kept', async () => {
    const count = await intercept('https://chatgpt.com', '/backend-api/codex/responses', {
      authorization: 'Bearer made-up-token',
      'chatgpt-account-id': 'account-1',
    });
    const tokens = { access_token: 'made-up-token', account_id: 'account-1' };
    writeFileSync(join(folder, 'auth.json'), JSON.stringify({ tokens }));
    const argv = 'ab small.yaml --backend chatgpt --use-codex-login --live --max-requests 6';
    const { out } = await turntape(argv, { CODEX_HOME: folder });
    expect(out).toMatch(/^MEASURED on chatgpt/m);
    expect(count()).toBe(6);
    expect(JSON.stringify(readTrials())).not.toContain('made-up-token');
  });
});
