// An agent trace -> a scenario: the model's steps by their sizes. The prompts are not in the steps,
// since a real session goes back and branches: the trace agent of the runner builds them block by
// block.

import type { Variant } from '../domain/run.ts';
import { formatPercent } from '../lib/format-number.ts';
import { plural } from '../lib/plural.ts';
import { createSeededRandom } from '../lib/seeded-random.ts';
import { sha256 } from '../lib/sha256.ts';
import { type AgentTrace, traceBlockTokens } from './agent-trace.ts';
import {
  drawReasoning,
  type ReasoningAssumption,
  reasoningParameter,
} from './assumed-reasoning.ts';
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
 * Blocks that each answer takes in the prompt of the request that continues from it; 0: none does,
 * or not with enough room for an answer and a result.
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

/**
 * Which answers end a user turn: the request that continues from them was begun by a user, so they
 * are a text and no call.
 */
export function finalAnswers({ requests }: AgentTrace): boolean[] {
  const isFinal = requests.map(() => false);
  const length = requests.map(({ keptBlocks, newBlocks }) => keptBlocks + newBlocks.length);
  const continued = new Set<number>();
  for (const { parent, keptBlocks, newBlocks, begunBy } of requests) {
    if (parent === null || keptBlocks !== length[parent] || newBlocks.length < 2) continue;
    if (continued.has(parent)) continue;
    continued.add(parent);
    isFinal[parent] = begunBy === 'user';
  }
  return isFinal;
}

/** @param reasoning assumed of every call: a trace does not say */
export function scenarioFromTrace(trace: AgentTrace, reasoning: ReasoningAssumption): Scenario {
  const blocks = answerBlocks(trace);
  const isFinal = finalAnswers(trace);
  const steps = trace.requests.map((request, index): ScenarioStep => {
    const size = (blocks[index] ?? 0) * traceBlockTokens || request.outputTokens;
    const text = shortWords(Math.max(1, size - callOverheadTokens), `${trace.id}/answer/${index}`);
    return {
      reasoningTokens: drawReasoning(reasoning, trace.id, index),
      summary: [],
      text: isFinal[index] ? text : '',
      calls: isFinal[index] ? [] : [callOf(trace, index, text)],
      toolTimeMs: 0,
      resultOrder: isFinal[index] ? [] : [0],
      after: [],
    };
  });
  return {
    ...describeTrace(trace),
    turns: [{ thinkTimeMs: 0, messages: [], steps }],
    trace,
  };
}

function callOf(trace: AgentTrace, index: number, text: string): ScenarioStep['calls'][number] {
  return {
    id: `call_${sha256(`${trace.id}/${index}`).slice(0, 24)}`,
    name: traceToolName,
    arguments: JSON.stringify({ text }),
    result: '',
    isError: null,
  };
}

/**
 * Without it every request counts as one user turn, and what user turns cost is not in the figures.
 */
function describeUserTurns({ requests }: AgentTrace): string {
  if (requests.every(({ begunBy }) => begunBy === null)) return 'user turns are unknown';
  const begun = requests.filter(({ begunBy, agentId }) => begunBy === 'user' && agentId === null);
  return plural(begun.length, 'user turn');
}

function describeTrace(trace: AgentTrace): Omit<Scenario, 'turns'> {
  return {
    name: trace.id.toLowerCase().replaceAll(/[^a-z0-9-]/g, '-'),
    description: `${plural(trace.requests.length, 'model call')}; ${describeUserTurns(trace)}; hit ratio by its blocks ${formatPercent(trace.ownHitRatio, 2)}.`,
    situation: 'Real shapes, assumed reasoning: a published trace of a real session.',
    model: null,
    system: [],
    tools: [],
    request: {},
  };
}

/**
 * A trace whose blocks are read again for every session that is played of it.
 * @param assumptions by the variant's `reasoning_tokens`
 * @param read the trace, from its file
 */
export function deferredTrace(
  read: () => { readonly trace: AgentTrace; readonly sha256: string },
  assumptions: readonly ReasoningAssumption[],
): Scenario {
  const { trace, sha256: hash } = read();
  const open = (parameters: Variant['parameters']): Scenario => {
    const found = assumptions.find(({ name }) => name === parameters[reasoningParameter]);
    if (found === undefined) throw new TypeError(`a variant without ${reasoningParameter}`);
    return scenarioFromTrace(read().trace, found);
  };
  return {
    ...describeTrace(trace),
    turns: [{ thinkTimeMs: 0, messages: [], steps: [] }],
    deferred: {
      sha256: hash,
      modelCalls: trace.requests.length,
      promptTokens: trace.requests.reduce(
        (sum, { newBlocks }) => sum + newBlocks.length * traceBlockTokens,
        0,
      ),
      open,
    },
  };
}
