// The simulator behind a socket, with the sum of the usage that it reported: what a client's
// session files must add up to.
import { loadO200kTokenizer } from '../../src/backends/o200k-tokenizer.ts';
import { createDefaultAgent } from '../../src/backends/simulator/default-agent.ts';
import { createSimulator } from '../../src/backends/simulator/simulator.ts';
import { startSimulatorServer } from '../../src/backends/simulator/simulator-server.ts';
import type { Backend } from '../../src/domain/backend.ts';
import { responseUsage } from '../../src/exchange/usage.ts';
import { defaultSimulatorParameters } from '../../src/profiles/simulator-parameters.ts';

export interface Counts {
  readonly calls: number;
  readonly inputTokens: number;
  readonly cachedTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
}

export const noCounts: Counts = {
  calls: 0,
  inputTokens: 0,
  cachedTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
};

/** Counters that are not known add nothing: a test that adds them up notices. */
export function addCounts(
  counts: Counts,
  usage: { readonly [Name in Exclude<keyof Counts, 'calls'>]: number | null },
): Counts {
  return {
    calls: counts.calls + 1,
    inputTokens: counts.inputTokens + (usage.inputTokens ?? 0),
    cachedTokens: counts.cachedTokens + (usage.cachedTokens ?? 0),
    outputTokens: counts.outputTokens + (usage.outputTokens ?? 0),
    reasoningTokens: counts.reasoningTokens + (usage.reasoningTokens ?? 0),
  };
}

export interface CountingSimulator {
  /** With the path of the API. */
  readonly url: string;
  counted(): Counts;
  close(): Promise<void>;
}

export async function startCountingSimulator(): Promise<CountingSimulator> {
  const tokenizer = await loadO200kTokenizer();
  let counts = noCounts;
  const server = await startSimulatorServer({
    host: '127.0.0.1',
    port: 0,
    createBackend(account) {
      const backend = createSimulator({
        tokenizer,
        agent: createDefaultAgent(),
        parameters: { ...defaultSimulatorParameters, time_scale: 0 },
        seed: 'count',
        account,
        nowMs: Date.now,
        pace: 'real',
      });
      return countUsage(backend, (usage) => {
        counts = addCounts(counts, usage);
      });
    },
  });
  return { url: `${server.url}/v1`, counted: () => counts, close: () => server.close() };
}

function countUsage(
  backend: Backend,
  onUsage: (usage: NonNullable<ReturnType<typeof responseUsage>>) => void,
): Backend {
  return {
    ...backend,
    async send(request, signal) {
      const answer = await backend.send(request, signal);
      async function* tee() {
        const parts: Uint8Array[] = [];
        for await (const chunk of answer.body) {
          parts.push(chunk.bytes);
          yield chunk;
        }
        const usage = responseUsage(answer.headers, Buffer.concat(parts));
        if (usage !== null) onUsage(usage);
      }
      return { ...answer, body: tee() };
    },
  };
}
