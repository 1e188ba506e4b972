// Plays an agent trace: every request's prompt is built from its blocks, so that prefixes break
// exactly where they broke in the real session. Equal blocks are equal text; answers are the
// model's own.

import { type AgentTrace, traceBlockTokens } from '../../scenarios/agent-trace.ts';
import {
  answerBlocks,
  finalAnswers,
  shortWords,
  traceToolName,
} from '../../scenarios/from-agent-traces.ts';
import type { AnthropicMessageParam, AnthropicTool } from '../../wire/anthropic/request.ts';
import type { TrialSetup } from './agent.ts';
import type { AskModel } from './claude-conversation.ts';
import { dropThinking, replayAnswer } from './claude-history.ts';
import { type ClaudeIdentity, claudeHeaders, claudeRequest } from './claude-request.ts';

/** A run of blocks of the prompt, and what it is part of. */
interface Span {
  readonly kind: 'tools' | 'system' | 'user' | 'answer' | 'result';
  /** Blocks from the start of the prompt, `to` excluded. */
  readonly from: number;
  readonly to: number;
  /** The request that was answered, for `answer` and `result`. */
  readonly request: number;
}

/**
 * What is kept of a prompt's spans when only its first blocks are; no answer without its result.
 */
function cut(spans: readonly Span[], blocks: number): Span[] {
  const kept = spans
    .filter(({ from }) => from < blocks)
    .map((span) => (span.to > blocks ? { ...span, to: blocks } : span));
  if (kept.at(-1)?.kind === 'answer') kept.pop();
  return kept;
}

/** The spans of a prompt: what its parent had up to there, then what is new. */
function spansOf(
  trace: AgentTrace,
  index: number,
  spans: readonly Span[][],
  answers: readonly number[],
  isFinal: readonly boolean[],
) {
  const request = trace.requests[index];
  if (request === undefined) return [];
  const { parent, keptBlocks, newBlocks } = request;
  const length = keptBlocks + newBlocks.length;
  const before = parent === null ? [] : cut(spans[parent] ?? [], keptBlocks);
  let at = before.at(-1)?.to ?? 0;
  const add = (kind: Span['kind'], to: number, of = index): void => {
    const end = Math.min(to, length);
    if (end > at) before.push({ kind, from: at, to: end, request: of });
    at = Math.max(at, end);
  };
  const answered = parent === null ? 0 : (answers[parent] ?? 0);
  const parentEnd = parent === null ? 0 : (spans[parent]?.at(-1)?.to ?? 0);
  const continues = answered > 0 && at === keptBlocks && keptBlocks === parentEnd;
  if (parent !== null && continues && length - at > answered) {
    add('answer', at + answered, parent);
    add(isFinal[parent] ? 'user' : 'result', length, parent);
  } else {
    add('tools', trace.toolBlocks);
    add('system', trace.toolBlocks + trace.systemBlocks);
    add('user', length);
  }
  return before;
}

function blockTexts(trace: AgentTrace): (block: number) => string {
  const texts = new Map<number, string>();
  return (block) => {
    const known = texts.get(block) ?? shortWords(traceBlockTokens, `${trace.id}/${block}`);
    texts.set(block, known);
    return known;
  };
}

type OfSpan<Made> = (span: Span, blocks: readonly number[]) => Made;

/** The same, made when it is first asked for. */
function once<Made>(make: OfSpan<Made>): OfSpan<Made> {
  const made = new WeakMap<Span, Made>();
  return (span, blocks) => {
    const known = made.get(span) ?? make(span, blocks);
    made.set(span, known);
    return known;
  };
}

/** @param ask sends a request: to a backend, or into a recording that is made of the trace */
export function createTraceAgent(
  trace: AgentTrace,
  setup: Pick<TrialSetup, 'scenario' | 'model' | 'sessionId' | 'clock' | 'stepTaken'>,
  ask: AskModel,
) {
  const answers = answerBlocks(trace);
  const isFinal = finalAnswers(trace);
  const textOf = blockTexts(trace);
  const spans: Span[][] = [];
  /** Of each request; as texts they would be a hundred times as large. */
  const prompts: (readonly number[])[] = [];
  const replies: AnthropicMessageParam[] = [];
  const textsOf = ({ from, to }: Span, blocks: readonly number[]): string =>
    blocks.slice(from, to).map(textOf).join('');
  const messageOf = (span: Span, blocks: readonly number[]): AnthropicMessageParam => {
    const content = textsOf(span, blocks);
    if (span.kind !== 'result') return { role: 'user', content };
    const id = setup.scenario.turns[0]?.steps[span.request]?.calls[0]?.id ?? '';
    return { role: 'user', content: [{ type: 'tool_result', tool_use_id: id, content }] };
  };
  // A span that prompts share is the same object in all of them, and so is what is made of it.
  const messages = once(messageOf);
  const texts = once(textsOf);

  let tool: AnthropicTool | undefined;
  /** Most requests have the tool of the one before: it is the same object, and written once. */
  const toolWith = (description: string): AnthropicTool => {
    if (tool?.description === description) return tool;
    tool = { name: traceToolName, description, input_schema: { type: 'object' } };
    return tool;
  };

  const historyOf = (index: number) => {
    const blocks = prompts[index] ?? [];
    const history: AnthropicMessageParam[] = [];
    const fixed = { tools: '', system: '' };
    for (const span of spans[index] ?? []) {
      const { kind, request } = span;
      const reply = kind === 'answer' ? replies[request] : undefined;
      if (kind === 'tools' || kind === 'system') fixed[kind] += texts(span, blocks);
      else history.push(reply ?? messages(span, blocks));
    }
    return { history, ...fixed };
  };

  return async (): Promise<'complete' | 'stopped'> => {
    const place = { userTurn: 0, step: -1 };
    for (const [index, request] of trace.requests.entries()) {
      const speaks = request.begunBy === 'user' && request.agentId === null && index > 0;
      place.userTurn += speaks ? 1 : 0;
      place.step = speaks ? 0 : place.step + 1;
      const waitMs = request.atMs - setup.clock.monotonicMs();
      if (waitMs > 0) await setup.clock.pause(waitMs);
      spans.push(spansOf(trace, index, spans, answers, isFinal));
      const kept = request.parent === null ? [] : (prompts[request.parent] ?? []);
      prompts.push([...kept.slice(0, request.keptBlocks), ...request.newBlocks]);
      const { history, tools, system } = historyOf(index);
      const identity: ClaudeIdentity = { sessionId: setup.sessionId, agentId: request.agentId };
      const prompt = {
        system: system === '' ? [] : [{ type: 'text' as const, text: system }],
        tools: [toolWith(tools)],
      };
      const reply = await ask({
        request: claudeRequest(setup, identity, prompt, history),
        withoutThinking() {
          // Answers of earlier requests are part of later prompts: they lose it there too.
          for (const [at, answer] of replies.entries()) replies[at] = dropThinking(answer);
          return claudeRequest(setup, identity, prompt, history.map(dropThinking));
        },
        headers: claudeHeaders(identity),
        at: {
          ...place,
          ...(request.agentId !== null && { conversation: request.agentId }),
        },
        leaves: false,
      });
      if (typeof reply === 'string') return 'stopped';
      setup.stepTaken?.();
      replies.push(replayAnswer(reply));
    }
    return 'complete';
  };
}
