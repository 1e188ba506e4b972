// A recorded session of an Anthropic client -> a scenario that plays the same session again: what
// the client said and its tools returned, and what the model did in each call.

import type { Exchange } from '../domain/exchange.ts';
import { HarnessError } from '../lib/harness-error.ts';
import type { JsonObject, JsonValue } from '../lib/json.ts';
import { plural } from '../lib/plural.ts';
import type { AnthropicContentBlock, AnthropicText } from '../wire/anthropic/content.ts';
import type { AnthropicTool } from '../wire/anthropic/request.ts';
import { createKeptHistory, type KeptHistory } from './kept-history.ts';
import type { RecordedAnswer } from './read-answer.ts';
import {
  addedMessages,
  isContinued,
  pauseMs,
  type RecordedCall,
  readCalls,
} from './recorded-calls.ts';
import { countThinking, recordedMessages, toMessage } from './recorded-history.ts';
import type { Scenario, ScenarioCall, ScenarioStep, ScenarioTurn } from './scenario.ts';

export interface FromExchangesOptions {
  readonly name: string;
  readonly description: string;
  readonly situation: string;
  /** Reasoning tokens by exchange id, from the linked upstream's usage, where it is known. */
  readonly reasoningTokens: ReadonlyMap<string, number>;
  /** Where it is not known. */
  readonly defaultReasoningTokens: number;
}

/** Result of a call whose result the recording does not have (the user interrupted it). */
const missingResult = 'aborted';
/** Replaces an answer of which nothing was visible. */
const missingText = '(no visible answer)';
/** Answer to a request whose own answer has calls that were never answered. */
const missingAnswer = 'The recording ends here.';
/** Fields that the playing client makes itself. Its requests bring everything, without a thread. */
const ownFields = new Set([
  ...['model', 'messages', 'system', 'tools', 'metadata', 'stream', 'thread'],
]);

function isResult(block: JsonObject): boolean {
  return block['type'] === 'tool_result';
}

function toCall(
  call: RecordedAnswer['calls'][number],
  results: readonly JsonObject[],
): ScenarioCall {
  const result = results.find((block) => block['tool_use_id'] === call.id);
  const content = result?.['content'];
  const isError = result?.['is_error'];
  return {
    ...call,
    result:
      typeof content === 'string'
        ? content
        : Array.isArray(content)
          ? (content as unknown as AnthropicContentBlock[])
          : result === undefined
            ? missingResult
            : '',
    isError: typeof isError === 'boolean' ? isError : null,
  };
}

/** Indices of the calls in the order of their results; calls without one come last. */
function orderOf(answer: RecordedAnswer, results: readonly JsonObject[]): number[] {
  const rank = ({ id }: { id: string }): number => {
    const at = results.findIndex((block) => block['tool_use_id'] === id);
    return at < 0 ? results.length : at;
  };
  return answer.calls
    .map((call, index) => ({ index, rank: rank(call) }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ index }) => index);
}

function toStep(
  call: RecordedCall,
  next: RecordedCall,
  options: FromExchangesOptions,
): ScenarioStep {
  const { answer, exchange } = call;
  const added = answer.calls.length === 0 ? [] : addedMessages(call, next);
  const results = added.flatMap(({ blocks }) => blocks.filter(isResult));
  const after = added
    .map(({ role, blocks }) => ({ role, blocks: blocks.filter((block) => !isResult(block)) }))
    .filter(({ blocks }) => blocks.length > 0);
  return {
    reasoningTokens: options.reasoningTokens.get(exchange.id) ?? options.defaultReasoningTokens,
    summary: answer.summary,
    text: answer.text === '' && answer.calls.length === 0 ? missingText : answer.text,
    calls: answer.calls.map((entry) => toCall(entry, results)),
    toolTimeMs: answer.calls.length === 0 ? 0 : pauseMs(call, next),
    resultOrder: orderOf(answer, results),
    after: after.map(toMessage),
  };
}

/**
 * The last answer: if it has calls, they were not answered, and the session ends with a sentence.
 */
function lastStep(call: RecordedCall, options: FromExchangesOptions): ScenarioStep {
  const closed =
    call.answer.calls.length === 0
      ? call.answer
      : { ...call.answer, calls: [], text: missingAnswer };
  return toStep({ ...call, answer: closed }, call, options);
}

/** The turns, and what of a rewritten history cannot be played. */
interface PlayedCalls {
  readonly turns: readonly ScenarioTurn[];
  /** Calls before which the client rewrote its history. */
  readonly rewritten: number;
  /** Answers in a history that was sent again, whose thinking no other backend can read. */
  readonly withoutThinking: number;
}

function toTurns(calls: readonly RecordedCall[], options: FromExchangesOptions): PlayedCalls {
  const turns: (ScenarioTurn & { readonly steps: ScenarioStep[] })[] = [];
  const history = createKeptHistory();
  let [rewritten, withoutThinking] = [0, 0];
  for (const [index, call] of calls.entries()) {
    const before = calls[index - 1];
    const next = calls[index + 1];
    const opening = openTurn(before, call, history);
    if (opening !== null) {
      const isCut = before !== undefined && before.answer.calls.length > 0;
      const last = turns.pop();
      if (last) turns.push({ ...last, ...(isCut && { interrupted: true }) });
      turns.push({ ...opening, steps: [] });
      if (opening.rewindTo !== undefined) {
        rewritten++;
        withoutThinking += countThinking(call.body, call.messages.length - opening.messages.length);
      }
    }
    turns.at(-1)?.steps.push(next ? toStep(call, next, options) : lastStep(call, options));
  }
  return { turns, rewritten, withoutThinking };
}

function describeRewritten({ rewritten, withoutThinking }: PlayedCalls): string {
  if (rewritten === 0) return '';
  const answers = plural(withoutThinking, 'earlier answer');
  const thinking = withoutThinking === 0 ? '' : `, there without the thinking of ${answers}`;
  return (
    ` The client rewrote its history before ${plural(rewritten, 'call')} (compaction, rewind or ` +
    `an edit): what it then sent is played as recorded${thinking}.`
  );
}

/** What begins a user turn before a call; null: the call is of the turn of the one before. */
function openTurn(
  before: RecordedCall | undefined,
  call: RecordedCall,
  history: KeptHistory,
): Omit<ScenarioTurn, 'steps'> | null {
  const { messages } = call;
  const thinkTimeMs = before === undefined ? 0 : pauseMs(before, call);
  const isRewritten = before !== undefined && !isContinued(before, call);
  if (before !== undefined && !isRewritten && before.answer.calls.length > 0) return null;
  const kept = isRewritten ? history.goBackTo(messages) : null;
  const added = before === undefined ? messages : addedMessages(before, call);
  const start = kept?.before ?? messages.length - added.length;
  history.begin(messages, start);
  return {
    thinkTimeMs,
    messages: messages.slice(start).map(toMessage),
    ...(kept && { rewindTo: kept.turn }),
  };
}

/** The client's system blocks without cache markers. */
function systemOf(system: JsonValue | undefined): AnthropicText[] {
  const blocks = recordedMessages({ messages: [{ role: 'system', content: system ?? [] }] });
  return (blocks[0]?.blocks ?? []).flatMap(({ type, text }) =>
    type === 'text' && typeof text === 'string' ? [{ type, text }] : [],
  );
}

/**
 * @param exchanges client-side exchanges of one session, in order, response bodies decoded
 * @throws HarnessError `bad-input` when there is no answered request, or one that cannot be read
 */
export function scenarioFromExchanges(
  exchanges: readonly Exchange[],
  options: FromExchangesOptions,
): Scenario {
  const calls = readCalls(exchanges);
  const first = calls[0];
  const last = calls.at(-1);
  if (first === undefined || last === undefined) {
    throw new HarnessError(
      'bad-input',
      'the session has no answered model call',
      'Choose another session (turntape sessions lists them)',
    );
  }
  const { body } = last;
  const played = toTurns(calls, options);
  const { model, tools } = body;
  return {
    name: options.name,
    description: options.description,
    situation: `${options.situation}${describeRewritten(played)}`,
    model: typeof model === 'string' ? model : null,
    system: systemOf(body['system']),
    // The last request's: tools that were found during the session are deferred in it, and stay so.
    tools: (Array.isArray(tools) ? tools : []) as unknown as AnthropicTool[],
    request: Object.fromEntries(Object.entries(body).filter(([name]) => !ownFields.has(name))),
    turns: played.turns,
  };
}
