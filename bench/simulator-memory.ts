// What the simulator holds once its capacities are full: four times the requests must not take
// more.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createSimulator } from '../src/backends/simulator/simulator.ts';
import type { Tokenizer } from '../src/domain/tokenizer.ts';
import { defaultSimulatorParameters } from '../src/profiles/simulator-parameters.ts';
import { fillerText } from '../src/scenarios/filler.ts';

const promptTokens = 1_500;
/** Sessions after which every capacity below is full, and a multiple of them. */
const full = 400;
const multiple = 4;
const capacities = {
  ...{ cache_capacity_blocks: 500, memory_bodies_mib: 1, memory_history_megachars: 1 },
  ...{ memory_history_items: 500, memory_reasoning_items: 100, memory_routing_keys: 100 },
  memory_broken_steps: 100,
};

/** Remembers nothing: the vocabulary's own memory is the process's, and bounded apart. */
const encode = (text: string): number[] => text.split(' ').map((word) => word.length);
const tokenizer: Tokenizer = { name: 'lengths', encode, count: (text) => encode(text).length };

function heapMb(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed / 1e6;
}

/**
 * Heap in MB over what was there before, when the capacities are full and after four times as much.
 */
export async function measureMemory() {
  let counted = 0;
  const backend = createSimulator({
    memory: {
      used(account) {
        counted = account.heldBytes() / 1e6;
      },
    },
    ...{ tokenizer, seed: 'memory', account: 'memory', pace: 'virtual', nowMs: () => 0 },
    agent: { nextStep: () => ({ reasoningTokens: 50, summary: [], text: 'ok', calls: [] }) },
    // Every answer breaks off, so that what is remembered of broken answers fills too.
    parameters: { ...defaultSimulatorParameters, ...capacities, fault: 'failed' },
  });
  const ask = async (session: string): Promise<void> => {
    const input = [{ type: 'message', role: 'user', content: fillerText(promptTokens, session) }];
    const request = {
      ...{ model: 'gpt-5.5', stream: true, store: false, input, prompt_cache_key: session },
      include: ['reasoning.encrypted_content'],
    };
    const body = new TextEncoder().encode(JSON.stringify(request));
    const answer = await backend.send({ body, headers: [['session-id', session]] });
    for await (const _chunk of answer.body);
  };
  const before = heapMb();
  for (let index = 0; index < full; index++) await ask(`session ${index}`);
  const atFull = heapMb() - before;
  for (let index = full; index < full * multiple; index++) await ask(`session ${index}`);
  const atMultiple = heapMb() - before;
  return {
    heap_mb_when_full: atFull,
    heap_mb_after_4_times_as_many: atMultiple,
    // What `memory_total_mib` is held by.
    estimated_mb: counted,
    ratio_4_times_the_sessions: atMultiple / atFull,
  };
}
