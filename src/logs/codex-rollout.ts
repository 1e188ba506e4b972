// Codex CLI's session files (`~/.codex/sessions/**/rollout-*.jsonl`), as versions since 0.29 write
// them. A call is told by its usage report: `token_usage_record` (since 2026) or the `token_count`
// event, which is written again and again with the same totals. Older versions report before they
// write what was answered, newer ones after; the first report of a file tells which it is.
import type { AnswerPhase, UsageCall } from '../domain/usage-call.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';
import {
  encryptedCharactersOf,
  hasImage,
  isSynthetic,
  sideOf,
  textOf,
  toLoggedItem,
} from './codex-item.ts';
import type { LogContext, LogFormat, LogReader } from './log-format.ts';
import type { LoggedCall, LoggedItem, LoggedSession } from './logged-call.ts';

/** First words of a session that are kept, in characters. */
const firstWordsMax = 80;
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

/** What stands between two calls. */
interface Gathered {
  inputs: LoggedItem[];
  newTokens: number | null;
  beginsUserTurn: boolean;
  isCompacted: boolean;
  hasImage: boolean;
  isBroken: boolean;
}

interface Answer {
  outputs: LoggedItem[];
  encryptedCharacters: number;
  phase: AnswerPhase | null;
}

/** A usage report: counters as they stand there. */
interface Report {
  readonly usage: JsonObject;
  readonly id: string | null;
  readonly atMs: number | null;
}

interface Settings {
  readonly model: string;
  readonly effort: string | null;
}

const nothingGathered = (): Gathered => ({
  inputs: [],
  newTokens: 0,
  beginsUserTurn: false,
  isCompacted: false,
  hasImage: false,
  isBroken: false,
});
const noAnswer = (): Answer => ({ outputs: [], encryptedCharacters: 0, phase: null });

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

  function complete(report: Report, own: Settings): LoggedCall[] {
    const call = finish(session, report, own, current, answer);
    current = next;
    next = nothingGathered();
    answer = noAnswer();
    const since = Math.max(startedAtMs ?? 0, reportedAtMs ?? 0);
    if (report.atMs !== null) reportedAtMs = report.atMs;
    // A fork of older versions repeats its parent's calls: counted there, they are only context here.
    // A report that names its call is told from a copy by that name.
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

  /** Where input goes: behind an answer that has begun, it belongs to the call after. */
  function inputSide(): Gathered {
    return reported !== null || answer.outputs.length > 0 ? next : current;
  }

  function takeItem(item: JsonObject): void {
    const side = sideOf(item);
    if (side === 'none') return;
    if (side === 'output') {
      answer.outputs.push(toLoggedItem(item));
      answer.encryptedCharacters += encryptedCharactersOf(item);
      if (item['type'] === 'message') answer.phase = toPhase(item['phase']);
      return;
    }
    const gathered = inputSide();
    gathered.inputs.push(toLoggedItem(item));
    gathered.hasImage ||= hasImage(item);
    const text = textOf(item);
    const tokens = gathered.newTokens === null ? null : context.countTokens(text);
    gathered.newTokens = tokens === null ? null : (gathered.newTokens ?? 0) + tokens;
    if (item['role'] === 'user' && !isSynthetic(item)) {
      firstWords ??= text.trim().slice(0, firstWordsMax);
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
    const text = (name: string): string | null => {
      const value = payload[name];
      return typeof value === 'string' ? value : null;
    };
    const source = payload['source'];
    startedAtMs = toTime(payload['timestamp']) ?? atMs;
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
      const atMs = toTime(record['timestamp']);
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
    },
    end: flush,
    session: () => (session === null ? null : { ...session, firstWords }),
  };
}

function createCallFinisher(context: LogContext) {
  let position = 0;
  let reasoning: number | null = 0;
  let before: { readonly settings: Settings; readonly atMs: number | null } | null = null;
  let phaseBefore: AnswerPhase | null = null;
  return (
    session: LoggedSession | null,
    { usage: counters, id, atMs }: Report,
    settings: Settings,
    gathered: Gathered,
    answer: Answer,
  ): LoggedCall => {
    const count = (name: string): number | null => {
      const value = counters[name];
      return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
    };
    const reasoningTokens = count('reasoning_output_tokens');
    const since = reasoning;
    if (gathered.beginsUserTurn || gathered.isCompacted) reasoning = 0;
    reasoning = reasoning === null || reasoningTokens === null ? null : reasoning + reasoningTokens;
    const hasChangedSettings =
      before !== null &&
      (before.settings.model !== settings.model || before.settings.effort !== settings.effort);
    const idleMs = atMs === null || before?.atMs == null ? null : atMs - before.atMs;
    const usage: UsageCall = {
      source: context.source,
      session: session?.id ?? 'unknown',
      model: settings.model,
      effort: settings.effort,
      month: atMs === null ? null : new Date(atMs).toISOString().slice(0, 7),
      position,
      beginsUserTurn: gathered.beginsUserTurn,
      idleSeconds: idleMs === null ? null : Math.max(0, Math.round(idleMs / 1000)),
      inputTokens: count('input_tokens'),
      cachedTokens: count('cached_input_tokens'),
      cacheWriteTokens: count('cache_write_input_tokens'),
      outputTokens: count('output_tokens'),
      reasoningTokens,
      newInputTokens: gathered.hasImage ? null : gathered.newTokens,
      encryptedCharacters: answer.encryptedCharacters,
      reasoningSinceUserTurn: since,
      previousPhase: phaseBefore,
      isCompacted: gathered.isCompacted,
      hasChangedSettings,
      isRegular:
        position > 0 &&
        !gathered.isCompacted &&
        !gathered.hasImage &&
        !gathered.isBroken &&
        !hasChangedSettings,
    };
    position++;
    before = { settings, atMs };
    phaseBefore = answer.phase;
    return { usage, atMs, id, inputs: gathered.inputs, outputs: answer.outputs };
  };
}

/** A message without a phase says so; other values are not known. */
function toPhase(value: JsonValue | undefined): AnswerPhase {
  return value === 'commentary' || value === 'final_answer' ? value : 'none';
}

function toTime(value: JsonValue | undefined): number | null {
  if (typeof value !== 'string') return null;
  const time = Date.parse(value);
  return Number.isFinite(time) ? time : null;
}
