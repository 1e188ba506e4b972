// Codex CLI's session files (`~/.codex/sessions/**/rollout-*.jsonl`), as versions since 0.29 write
// them. A call is told by its usage report: `token_usage_record` (since 2026) or the `token_count`
// event, which is written again and again with the same totals. Older versions report before they
// write what was answered, newer ones after; the first report of a file tells which it is.

import type { LoggedCall, LoggedSession } from '../domain/logged-call.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';
import {
  createCallFinisher,
  type Gathered,
  noAnswer,
  nothingGathered,
  type Report,
  type Settings,
} from './codex-call.ts';
import {
  encryptedCharactersOf,
  hasImage,
  isSynthetic,
  phaseOf,
  sideOf,
  textOf,
  toLoggedItem,
} from './codex-item.ts';
import type { LogContext, LogFormat, LogReader } from './log-format.ts';
import { countIn, firstWordsOf, textIn, timeIn } from './read-field.ts';
import { createTurnBuffer } from './turn-buffer.ts';

/** No model answers so fast: reports that follow each other like this were copied. */
const repeatedWithinMs = 100;

export const codexRollout: LogFormat = {
  name: 'codex-rollout',
  notHeld: ['tools', 'headers', 'chunk-times', 'request-body'],
  matches: (record) =>
    record['type'] === 'session_meta' &&
    isJsonObject(record['payload']) &&
    typeof record['payload']['id'] === 'string',
  createReader: createRolloutReader,
};

function createRolloutReader(context: LogContext): LogReader {
  let session: LoggedSession | null = null;
  let startedAtMs: number | null = null;
  let reportedAtMs: number | null = null;
  let isFork = false;
  let settings: Settings = { model: 'unknown', effort: null };
  /** Input of the call that is open, and of the one after it. */
  let current = nothingGathered();
  let next = nothingGathered();
  let answer = noAnswer();
  /** A report whose answer is still to come (older versions). */
  let reported: { readonly report: Report; readonly settings: Settings } | null = null;
  let reportsFirst: boolean | null = null;
  let hasRecords = false;
  let hasUserEvents = false;
  let lastTotals = '';
  let firstWords: string | null = null;
  const finish = createCallFinisher(context);
  const turns = createTurnBuffer();

  function complete(report: Report, own: Settings): LoggedCall[] {
    const call = finish(session, report, own, current, answer);
    current = next;
    next = nothingGathered();
    answer = noAnswer();
    const since = Math.max(startedAtMs ?? 0, reportedAtMs ?? 0);
    if (report.atMs !== null) reportedAtMs = report.atMs;
    // A fork of older versions repeats its parent's calls: counted there, they are only context
    // here. A report that names its call is told from a copy by that name.
    const isRepeated =
      isFork &&
      report.id === null &&
      report.atMs !== null &&
      report.atMs - since < repeatedWithinMs;
    return isRepeated ? [] : [call];
  }

  function flush(): LoggedCall[] {
    if (reported === null) return [];
    const { report, settings: own } = reported;
    reported = null;
    return complete(report, own);
  }

  function takeReport(report: Report): LoggedCall[] {
    reportsFirst ??= answer.outputs.length === 0;
    if (!reportsFirst) return complete(report, settings);
    const done = flush();
    reported = { report, settings };
    return done;
  }

  /** Where input goes: after an answer that has begun, it belongs to the call after. */
  function inputSide(): Gathered {
    return reported !== null || answer.outputs.length > 0 ? next : current;
  }

  function takeItem(item: JsonObject): void {
    const side = sideOf(item);
    if (side === 'none') return;
    if (side === 'output') {
      answer.outputs.push(toLoggedItem(item, context));
      answer.encryptedCharacters += encryptedCharactersOf(item);
      if (item['type'] === 'message') answer.phase = phaseOf(item);
      return;
    }
    const gathered = inputSide();
    gathered.inputs.push(toLoggedItem(item, context));
    gathered.hasImage ||= hasImage(item);
    const text = textOf(item);
    const tokens = gathered.newTokens === null ? null : context.countTokens(text);
    gathered.newTokens = tokens === null ? null : (gathered.newTokens ?? 0) + tokens;
    if (item['role'] === 'user' && !isSynthetic(item)) {
      firstWords ??= firstWordsOf(text);
      if (!hasUserEvents) gathered.beginsUserTurn = true;
    }
  }

  function takeEvent(payload: JsonObject, atMs: number | null): LoggedCall[] {
    switch (payload['type']) {
      case 'token_count':
        return hasRecords ? [] : takeCount(payload['info'], atMs);
      case 'user_message':
        hasUserEvents = true;
        inputSide().beginsUserTurn = true;
        return [];
      case 'item_completed':
        if (isJsonObject(payload['item']) && payload['item']['type'] === 'UserMessage') {
          hasUserEvents = true;
          inputSide().beginsUserTurn = true;
        }
        return [];
      case 'context_compacted':
        inputSide().isCompacted = true;
        return [];
      case 'turn_aborted':
      case 'thread_rolled_back':
        inputSide().isBroken = true;
        return [];
      default:
        return [];
    }
  }

  function takeCount(info: JsonValue | undefined, atMs: number | null): LoggedCall[] {
    if (!isJsonObject(info) || !isJsonObject(info['last_token_usage'])) return [];
    const totals = JSON.stringify(info['total_token_usage'] ?? info['last_token_usage']);
    const usage = info['last_token_usage'];
    // The same report again, or an estimate after a compaction without a call.
    if (totals === lastTotals || usage['input_tokens'] === 0) return [];
    lastTotals = totals;
    return takeReport({ usage, id: null, atMs });
  }

  function takeMeta(payload: JsonObject, atMs: number | null): void {
    // A fork repeats its parent's records, the parent's own meta among them: the first one counts.
    if (session !== null) {
      isFork = true;
      return;
    }
    const text = (name: string): string | null => textIn(payload[name]);
    const source = payload['source'];
    startedAtMs = timeIn(payload['timestamp']) ?? atMs;
    session = {
      client: 'codex',
      clientVersion: text('cli_version'),
      id: text('id') ?? 'unknown',
      parent: text('forked_from_id') ?? text('parent_thread_id'),
      isSubagent: isJsonObject(source) || text('thread_source') === 'subagent',
      folder: text('cwd'),
      firstWords: null,
    };
    isFork = session.parent !== null;
  }

  return {
    read(record) {
      const calls = readRecord(record);
      const ttftMs = firstTokenOf(record);
      // The turn is over: nothing more of an answer comes.
      return turns.take(ttftMs === null ? calls : [...calls, ...flush()], ttftMs);
    },
    end: () => [...turns.take(flush(), null), ...turns.end()],
    session: () => (session === null ? null : { ...session, firstWords }),
  };

  function readRecord(record: JsonObject): LoggedCall[] {
    const atMs = timeIn(record['timestamp']);
    const payload = record['payload'];
    if (!isJsonObject(payload)) return [];
    switch (record['type']) {
      case 'session_meta':
        takeMeta(payload, atMs);
        return [];
      case 'turn_context': {
        const model = payload['model'];
        const effort = payload['effort'];
        settings = {
          model: typeof model === 'string' ? model : settings.model,
          effort: typeof effort === 'string' ? effort : null,
        };
        return [];
      }
      case 'response_item':
        takeItem(payload);
        return [];
      case 'compacted':
        inputSide().isCompacted = true;
        return [];
      case 'token_usage_record': {
        hasRecords = true;
        const id = payload['response_id'];
        const usage = payload['usage'];
        if (!isJsonObject(usage)) return [];
        return takeReport({ usage, id: typeof id === 'string' ? id : null, atMs });
      }
      case 'event_msg':
        return takeEvent(payload, atMs);
      default:
        return [];
    }
  }
}

/** Told at a turn's end, of its first call; null: the record does not say. */
function firstTokenOf({ type, payload }: JsonObject): number | null {
  if (type !== 'event_msg' || !isJsonObject(payload)) return null;
  return countIn(payload['time_to_first_token_ms']);
}
