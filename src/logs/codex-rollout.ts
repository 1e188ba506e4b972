// Codex CLI's session files (`~/.codex/sessions/**/rollout-*.jsonl`), as versions since 0.29 write
// them. A call is told by its usage report: `token_usage_record` (since 2026) or the `token_count`
// event, which is written again and again with the same totals. Older versions report before they
// write what was answered, newer ones after; the first report of a file tells which it is.

import type { LoggedCall, LoggedSession } from '../domain/logged-call.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';
import { newSeries, type SeriesState } from './call-series.ts';
import {
  type Answer,
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
  stateVersion: 1,
  createReader: createRolloutReader,
};

/** What is known between two records; JSON, so that reading can continue another day. */
interface RolloutState {
  session: LoggedSession | null;
  startedAtMs: number | null;
  reportedAtMs: number | null;
  isFork: boolean;
  settings: Settings;
  /** Input of the call that is open, and of the one after it. */
  current: Gathered;
  next: Gathered;
  answer: Answer;
  /** A report whose answer is still to come (older versions). */
  reported: { readonly report: Report; readonly settings: Settings } | null;
  reportsFirst: boolean | null;
  hasRecords: boolean;
  hasUserEvents: boolean;
  lastTotals: string;
  firstWords: string | null;
  readonly series: SeriesState;
  /** Calls of the user turn that is open. */
  readonly held: LoggedCall[];
}

const newState = (): RolloutState => ({
  session: null,
  startedAtMs: null,
  reportedAtMs: null,
  isFork: false,
  settings: { model: 'unknown', effort: null },
  current: nothingGathered(),
  next: nothingGathered(),
  answer: noAnswer(),
  reported: null,
  reportsFirst: null,
  hasRecords: false,
  hasUserEvents: false,
  lastTotals: '',
  firstWords: null,
  series: newSeries(),
  held: [],
});

function createRolloutReader(context: LogContext, given?: JsonValue): LogReader {
  // What is given was made by `state` below.
  const at = given === undefined ? newState() : (given as unknown as RolloutState);
  const finish = createCallFinisher(context, at.series);
  const turns = createTurnBuffer(at.held);

  function complete(report: Report, own: Settings): LoggedCall[] {
    const call = finish(at.session, report, own, at.current, at.answer);
    at.current = at.next;
    at.next = nothingGathered();
    at.answer = noAnswer();
    const since = Math.max(at.startedAtMs ?? 0, at.reportedAtMs ?? 0);
    if (report.atMs !== null) at.reportedAtMs = report.atMs;
    // A fork of older versions repeats its parent's calls: counted there, they are only context
    // here. A report that names its call is told from a copy by that name.
    const isRepeated =
      at.isFork &&
      report.id === null &&
      report.atMs !== null &&
      report.atMs - since < repeatedWithinMs;
    return isRepeated ? [] : [call];
  }

  function flush(): LoggedCall[] {
    if (at.reported === null) return [];
    const { report, settings: own } = at.reported;
    at.reported = null;
    return complete(report, own);
  }

  function takeReport(report: Report): LoggedCall[] {
    at.reportsFirst ??= at.answer.outputs.length === 0;
    if (!at.reportsFirst) return complete(report, at.settings);
    const done = flush();
    at.reported = { report, settings: at.settings };
    return done;
  }

  /** Where input goes: after an answer that has begun, it belongs to the call after. */
  function inputSide(): Gathered {
    return at.reported !== null || at.answer.outputs.length > 0 ? at.next : at.current;
  }

  function takeItem(item: JsonObject): void {
    const side = sideOf(item);
    if (side === 'none') return;
    if (side === 'output') {
      at.answer.outputs.push(toLoggedItem(item, context));
      at.answer.encryptedCharacters += encryptedCharactersOf(item);
      if (item['type'] === 'message') at.answer.phase = phaseOf(item);
      return;
    }
    const gathered = inputSide();
    gathered.inputs.push(toLoggedItem(item, context));
    gathered.hasImage ||= hasImage(item);
    const text = textOf(item);
    const tokens = gathered.newTokens === null ? null : context.countTokens(text);
    gathered.newTokens = tokens === null ? null : (gathered.newTokens ?? 0) + tokens;
    if (item['role'] === 'user' && !isSynthetic(item)) {
      at.firstWords ??= firstWordsOf(text);
      if (!at.hasUserEvents) gathered.beginsUserTurn = true;
    }
  }

  function takeEvent(payload: JsonObject, atMs: number | null): LoggedCall[] {
    switch (payload['type']) {
      case 'token_count':
        return at.hasRecords ? [] : takeCount(payload['info'], atMs);
      case 'user_message':
        at.hasUserEvents = true;
        inputSide().beginsUserTurn = true;
        return [];
      case 'item_completed':
        if (isJsonObject(payload['item']) && payload['item']['type'] === 'UserMessage') {
          at.hasUserEvents = true;
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
    if (totals === at.lastTotals || usage['input_tokens'] === 0) return [];
    at.lastTotals = totals;
    return takeReport({ usage, id: null, atMs });
  }

  function takeMeta(payload: JsonObject, atMs: number | null): void {
    // A fork repeats its parent's records, the parent's own meta among them: the first one counts.
    if (at.session !== null) {
      at.isFork = true;
      return;
    }
    const text = (name: string): string | null => textIn(payload[name]);
    const source = payload['source'];
    at.startedAtMs = timeIn(payload['timestamp']) ?? atMs;
    at.session = {
      client: 'codex',
      clientVersion: text('cli_version'),
      id: text('id') ?? 'unknown',
      parent: text('forked_from_id') ?? text('parent_thread_id'),
      isSubagent: isJsonObject(source) || text('thread_source') === 'subagent',
      folder: text('cwd'),
      firstWords: null,
    };
    at.isFork = at.session.parent !== null;
  }

  return {
    read(record) {
      const calls = readRecord(record);
      const ttftMs = firstTokenOf(record);
      // The turn is over: nothing more of an answer comes.
      return turns.take(ttftMs === null ? calls : [...calls, ...flush()], ttftMs);
    },
    end: () => [...turns.take(flush(), null), ...turns.end()],
    session: () => (at.session === null ? null : { ...at.session, firstWords: at.firstWords }),
    state: () => {
      const { firstWords } = at;
      // A copy: records that follow change what is here.
      const state = { ...at, firstWords: context.keepsText ? firstWords : null };
      return JSON.parse(JSON.stringify(state)) as JsonValue;
    },
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
        at.settings = {
          model: typeof model === 'string' ? model : at.settings.model,
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
        at.hasRecords = true;
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
