// A recorded session of an Anthropic client -> a scenario that plays the same session again: what
// the client said and its tools returned, and what the model did in each call.

import type { Exchange } from '../domain/exchange.ts';
import { canonicalJson } from '../lib/canonical-json.ts';
import { HarnessError } from '../lib/harness-error.ts';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../lib/json.ts';
import type { AnthropicContentBlock, AnthropicText } from '../wire/anthropic/content.ts';
import type { AnthropicTool } from '../wire/anthropic/request.ts';
import { type RecordedAnswer, readAnswer } from './read-answer.ts';
import { type RecordedMessage, recordedMessages, toMessage } from './recorded-history.ts';
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

interface Call {
  readonly exchange: Exchange;
  /** Calls before it. */
  readonly index: number;
  readonly body: JsonObject;
  readonly messages: readonly RecordedMessage[];
  readonly answer: RecordedAnswer;
}

const rewritten = 'rewrites the history (compaction, rewind or an edit)';

/** @param playable calls before it, which can be played */
function refuse(exchange: Exchange, what: string, playable = 0): HarnessError {
  const { id, seq, session } = exchange;
  const first = playable === 1 ? 'first call' : `first ${playable} calls`;
  return new HarnessError(
    'bad-input',
    `exchange ${id} (number ${seq}) ${what}`,
    playable === 0
      ? 'Record the session again, or choose another one (turntape sessions)'
      : `The ${first} can be played: turntape promote ${session.id} --as scenario ` +
          `--turns ${playable} --name NAME, then turntape ab scenarios/NAME.yaml`,
  );
}

/** Requests that were answered; of a request that was sent again only the last one. */
function readCalls(exchanges: readonly Exchange[]): Call[] {
  const calls: Call[] = [];
  for (const exchange of exchanges) {
    if (exchange.response?.status !== 200 || exchange.end?.outcome !== 'complete') continue;
    const body = parseJson(new TextDecoder().decode(exchange.body));
    if (!isJsonObject(body)) throw refuse(exchange, 'has a request that is not JSON');
    const answer = readAnswer(new TextDecoder().decode(exchange.responseBody));
    if (answer === null) throw refuse(exchange, 'has a response without content');
    const messages = recordedMessages(body);
    const last = calls.at(-1);
    if (last && messages.length <= last.messages.length) {
      if (!isPrefix(messages, last.messages)) {
        throw refuse(exchange, rewritten, calls.length);
      }
      calls.pop();
    }
    calls.push({ exchange, index: calls.length, body, messages, answer });
  }
  return calls;
}

function isPrefix(
  shorter: readonly RecordedMessage[],
  longer: readonly RecordedMessage[],
): boolean {
  const text = (message: RecordedMessage | undefined): string =>
    canonicalJson(message as unknown as JsonValue);
  return shorter.every((message, index) => text(message) === text(longer[index]));
}

/** What the client added between two requests, without the answer that it replays. */
function addedMessages(call: Call, next: Call): RecordedMessage[] {
  if (!isPrefix(call.messages, next.messages)) {
    throw refuse(next.exchange, rewritten, next.index);
  }
  const added = next.messages.slice(call.messages.length);
  const first = added.findIndex(({ role }) => role !== 'assistant');
  return first < 0 ? [] : added.slice(first);
}

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

/** ms from the end of one exchange to the start of the next. */
function pauseMs(call: Call, next: Call): number {
  const end = call.exchange.startedAtMs + (call.exchange.end?.elapsedMs ?? 0);
  return Math.max(0, Math.round(next.exchange.startedAtMs - end));
}

function toStep(call: Call, next: Call, options: FromExchangesOptions): ScenarioStep {
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
function lastStep(call: Call, options: FromExchangesOptions): ScenarioStep {
  const closed =
    call.answer.calls.length === 0
      ? call.answer
      : { ...call.answer, calls: [], text: missingAnswer };
  return toStep({ ...call, answer: closed }, call, options);
}

function toTurns(calls: readonly Call[], options: FromExchangesOptions): ScenarioTurn[] {
  const turns: { thinkTimeMs: number; messages: RecordedMessage[]; steps: ScenarioStep[] }[] = [];
  for (const [index, call] of calls.entries()) {
    const before = calls[index - 1];
    const next = calls[index + 1];
    if (before === undefined || before.answer.calls.length === 0) {
      turns.push({
        thinkTimeMs: before === undefined ? 0 : pauseMs(before, call),
        messages: before === undefined ? [...call.messages] : addedMessages(before, call),
        steps: [],
      });
    }
    turns.at(-1)?.steps.push(next ? toStep(call, next, options) : lastStep(call, options));
  }
  return turns.map((turn) => ({ ...turn, messages: turn.messages.map(toMessage) }));
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
 * @throws HarnessError `bad-input` when there is no answered request, or the history was rewritten
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
  const { model, tools } = body;
  return {
    name: options.name,
    description: options.description,
    situation: options.situation,
    model: typeof model === 'string' ? model : null,
    system: systemOf(body['system']),
    // The last request's: tools that were found during the session are deferred in it, and stay so.
    tools: (Array.isArray(tools) ? tools : []) as unknown as AnthropicTool[],
    request: Object.fromEntries(Object.entries(body).filter(([name]) => !ownFields.has(name))),
    turns: toTurns(calls, options),
  };
}
