// An agent trace -> a scenario: the model's steps by their sizes. The prompts are not in the steps, since
// a real session goes back and branches: the trace agent of the runner builds them block by block.

import { createSeededRandom } from '../lib/seeded-random.ts';
import { sha256 } from '../lib/sha256.ts';
import { type AgentTrace, traceBlockTokens } from './agent-trace.ts';
import type { Scenario, ScenarioStep } from './scenario.ts';

export const traceToolName = 'Act';
/** Tokens around a call's text: framing, name, JSON. */
const callOverheadTokens = 12;

/** One token of o200k each, two characters: " a" to " z". */
export function shortWords(count: number, seed: string): string {
  const random = createSeededRandom(`short/${seed}`);
  let text = '';
  for (let index = 0; index < count; index++) {
    text += ` ${String.fromCharCode(97 + random.integer(26))}`;
  }
  return text;
}

/**
 * Blocks that each answer takes in the prompt of the request that goes on from it; 0: none does, or
 * not with enough room for an answer and a result.
 */
export function answerBlocks({ requests }: AgentTrace): number[] {
  const blocks = requests.map(() => 0);
  const length = requests.map(({ keptBlocks, newBlocks }) => keptBlocks + newBlocks.length);
  for (const { parent, keptBlocks, newBlocks } of requests) {
    if (parent === null || keptBlocks !== length[parent] || newBlocks.length < 2) continue;
    if (blocks[parent] !== 0) continue;
    const wanted = Math.round((requests[parent]?.outputTokens ?? 0) / traceBlockTokens);
    blocks[parent] = Math.min(Math.max(1, wanted), newBlocks.length - 1);
  }
  return blocks;
}

/** @param reasoningTokens assumed for every call: a trace does not say */
export function scenarioFromTrace(trace: AgentTrace, reasoningTokens: number): Scenario {
  const blocks = answerBlocks(trace);
  const steps = trace.requests.map((request, index): ScenarioStep => {
    const size = (blocks[index] ?? 0) * traceBlockTokens || request.outputTokens;
    const text = shortWords(Math.max(1, size - callOverheadTokens), `${trace.id}/answer/${index}`);
    return {
      reasoningTokens,
      summary: [],
      text: '',
      calls: [
        {
          id: `call_${sha256(`${trace.id}/${index}`).slice(0, 24)}`,
          name: traceToolName,
          arguments: JSON.stringify({ text }),
          result: '',
          isError: null,
        },
      ],
      toolTimeMs: 0,
      resultOrder: [0],
      after: [],
    };
  });
  return {
    name: trace.id.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-'),
    description: `${steps.length} model calls; hit ratio of its own blocks ${(100 * trace.ownHitRatio).toFixed(2)} %.`,
    situation: `Real shapes, assumed reasoning: a published trace of a real session, ${reasoningTokens} reasoning tokens a call assumed.`,
    model: null,
    system: [],
    tools: [],
    request: {},
    turns: [{ thinkTimeMs: 0, messages: [], steps }],
    trace,
  };
}
