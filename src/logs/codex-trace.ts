// Codex CLI's rollout trace bundles (`CODEX_ROLLOUT_TRACE_ROOT`): trace.jsonl has an event for each
// inference that began, was completed or failed; the requests and responses are files below
// payloads/. Every thread (a subagent is one) is a session, and so is what a resumed one adds: its
// bundle is another. Source: `rollout-trace/src/raw_event.rs` of Codex, and bundles of Codex 0.169
// and 0.171.

import type { LoggedCall, LoggedSession } from '../domain/logged-call.ts';
import { tracePayloadName } from '../domain/trace-payload.ts';
import type { AnswerPhase } from '../domain/usage-call.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';
import { type CallFacts, createCallSeries } from './call-series.ts';
import {
  countersOf,
  encryptedCharactersOf,
  hasImage,
  isSynthetic,
  phaseOf,
  sideOf,
  textOf,
  toLoggedItem,
} from './codex-item.ts';
import type { LogContext, LogFormat, LogReader } from './log-format.ts';
import { countIn, firstWordsOf, objectsIn, textIn } from './read-field.ts';

export const codexTrace: LogFormat = {
  name: 'codex-trace',
  notHeld: ['headers', 'chunk-times'],
  hasRequests: true,
  matches: (record) =>
    typeof record['rollout_id'] === 'string' &&
    typeof record['wall_time_unix_ms'] === 'number' &&
    isJsonObject(record['payload']),
  createReader: createTraceReader,
};

/** One conversation of a bundle. */
interface Thread {
  readonly series: ReturnType<typeof createCallSeries>;
  /** Hashes of the items of the last request and its answer, from the start of the history. */
  sent: readonly string[];
  /** The response that a request of new items alone continues. */
  response: string | null;
  /** Turn of the last call. */
  turn: string | null;
  isCompacted: boolean;
}

/** An inference whose answer is still to come. */
interface Started {
  readonly thread: string;
  readonly turn: string | null;
  readonly model: string;
  readonly request: string | null;
}

function createTraceReader(context: LogContext): LogReader {
  const threads = new Map<string, Thread>();
  const started = new Map<string, Started>();
  let session: LoggedSession | null = null;
  let firstWords: string | null = null;
  let bundle = '';

  function threadOf(id: string): Thread {
    const thread = threads.get(id) ?? {
      series: createCallSeries(context.source),
      sent: [],
      response: null,
      turn: null,
      isCompacted: false,
    };
    threads.set(id, thread);
    return thread;
  }

  function complete(
    { thread: id, turn, model, request }: Started,
    event: JsonObject,
    atMs: number | null,
  ): LoggedCall[] {
    const response = readPayload(context, event['response_payload']);
    const usage = response?.['token_usage'];
    if (response === null || !isJsonObject(usage)) return [];
    const thread = threadOf(id);
    const body = request === null ? undefined : context.readBeside(request);
    const added = addedItems(isJsonObject(body) ? body : null, thread);
    const outputs = objectsIn(response['output_items']);
    firstWords ??= wordsOf(added.items);
    const facts: CallFacts = {
      session: `${id}${bundle}`,
      model,
      effort: added.effort,
      atMs,
      counters: countersOf(usage),
      beginsUserTurn: turn !== thread.turn,
      isCompacted: thread.isCompacted,
      newInputTokens: added.isKnown ? countNew(added.items, context) : null,
      hasNewImage: added.items.some(hasImage),
      encryptedCharacters: outputs.reduce((sum, item) => sum + encryptedCharactersOf(item), 0),
      phase: lastPhase(outputs),
      isDisturbed: !added.isKnown || added.items.some(hasImage),
    };
    thread.turn = turn;
    thread.isCompacted = false;
    const call: LoggedCall = {
      usage: thread.series(facts),
      atMs,
      id: textIn(event['response_id']),
      inputs: added.items.map((item) => toLoggedItem(item, context)),
      outputs: outputs.map((item) => toLoggedItem(item, context)),
    };
    thread.response = call.id;
    thread.sent = [...added.whole, ...call.outputs.map(({ hash }) => hash)];
    return [call];
  }

  return {
    read(record) {
      const event = record['payload'];
      if (!isJsonObject(event)) return [];
      const id = textIn(event['inference_call_id']);
      switch (event['type']) {
        case 'rollout_started':
          bundle = `/${String(event['trace_id']).slice(0, 8)}`;
          session ??= sessionOf(`${event['root_thread_id'] ?? record['rollout_id']}${bundle}`);
          return [];
        case 'thread_started': {
          const about = readPayload(context, event['metadata_payload']);
          if (session !== null && session.folder === null) {
            session = { ...session, folder: textIn(about?.['cwd']) };
          }
          return [];
        }
        case 'inference_started': {
          const thread = textIn(event['thread_id']) ?? 'unknown';
          session ??= sessionOf(`${thread}${bundle}`);
          if (id !== null) started.set(id, toStarted(event, thread));
          return [];
        }
        case 'inference_completed': {
          const open = id === null ? undefined : started.get(id);
          if (id === null || open === undefined) return [];
          started.delete(id);
          return complete(open, event, countIn(record['wall_time_unix_ms']));
        }
        case 'inference_failed':
        case 'inference_cancelled':
          if (id !== null) started.delete(id);
          return [];
        case 'compaction_installed':
          threadOf(textIn(record['thread_id']) ?? 'unknown').isCompacted = true;
          return [];
        default:
          return [];
      }
    },
    end: () => [],
    session: () => (session === null ? null : { ...session, firstWords }),
  };
}

function sessionOf(id: string): LoggedSession {
  return {
    client: 'codex',
    clientVersion: null,
    id,
    parent: null,
    isSubagent: false,
    folder: null,
    firstWords: null,
  };
}

function toStarted(event: JsonObject, thread: string): Started {
  return {
    thread,
    turn: textIn(event['codex_turn_id']),
    model: textIn(event['model']) ?? 'unknown',
    request: tracePayloadName(event['request_payload']),
  };
}

function readPayload(context: LogContext, reference: JsonValue | undefined): JsonObject | null {
  const name = tracePayloadName(reference);
  const value = name === null ? undefined : context.readBeside(name);
  return isJsonObject(value) ? value : null;
}

interface Added {
  /** New input, in order; the model's own items are not among it. */
  readonly items: readonly JsonObject[];
  /** Hashes of the whole history up to this request. */
  readonly whole: readonly string[];
  /** False: the history before was rewritten, or the request is not there. */
  readonly isKnown: boolean;
  readonly effort: string | null;
}

function addedItems(body: JsonObject | null, { sent, response }: Thread): Added {
  if (body === null) return { items: [], whole: sent, isKnown: false, effort: null };
  const input = objectsIn(body['input']);
  const hashes = input.map((item) => toLoggedItem(item, { keepsText: false }).hash);
  const { reasoning, previous_response_id: continued } = body;
  const effort = isJsonObject(reasoning) ? textIn(reasoning['effort']) : null;
  const isInput = (item: JsonObject): boolean => sideOf(item) === 'input';
  if (typeof continued === 'string') {
    const whole = [...sent, ...hashes];
    return { items: input.filter(isInput), whole, isKnown: continued === response, effort };
  }
  const differs = hashes.findIndex((hash, index) => hash !== sent[index]);
  const kept = differs === -1 ? hashes.length : differs;
  const items = input.slice(kept).filter(isInput);
  return { items, whole: hashes, isKnown: kept >= sent.length, effort };
}

function countNew(items: readonly JsonObject[], context: LogContext): number | null {
  let sum = 0;
  for (const item of items) {
    const tokens = hasImage(item) ? null : context.countTokens(textOf(item));
    if (tokens === null) return null;
    sum += tokens;
  }
  return sum;
}

function lastPhase(outputs: readonly JsonObject[]): AnswerPhase | null {
  const message = outputs.findLast(({ type }) => type === 'message');
  return message === undefined ? null : phaseOf(message);
}

function wordsOf(items: readonly JsonObject[]): string | null {
  const message = items.find((item) => item['role'] === 'user' && !isSynthetic(item));
  return message === undefined ? null : firstWordsOf(textOf(message));
}
