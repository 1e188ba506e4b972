// A row of usage counters from somebody else's table -> a `UsageCall`. Two tables are known: our
// own evidence (`evidence/`, one row a call) and TraceLab's release (github.com/uw-syfi/TraceLab,
// CC BY 4.0, one row a round; its schema is in artifacts/utils/DB_SCHEMA.md there).

import type { AnswerPhase, UsageCall } from '../domain/usage-call.ts';
import { tokenCount } from '../lib/token-count.ts';

/** A row with its cells by column: text from CSV, text, numbers or null from JSON. */
export type UsageRow = Readonly<Record<string, unknown>>;

/** One known table. */
export interface UsageTable {
  readonly name: string;
  /** Columns without which it is another table. */
  readonly required: readonly string[];
  /** @returns null for a row that does not describe a call */
  toCall(row: UsageRow): UsageCall | null;
}

/** A count; null where the cell is empty, missing or no count. */
function toCount(cell: unknown): number | null {
  if (cell === '' || cell === null || cell === undefined) return null;
  const value = typeof cell === 'number' ? cell : Number(cell);
  return value >= 0 && value <= Number.MAX_SAFE_INTEGER ? value : null;
}

function toTokens(cell: unknown): number | null {
  return tokenCount(toCount(cell));
}

function toText(cell: unknown): string | null {
  if (typeof cell === 'number') return String(cell);
  return typeof cell === 'string' && cell !== '' ? cell : null;
}

/** 1 is true, 0 false, anything else not known. */
function toFlag(cell: unknown): boolean | null {
  const value = toCount(cell);
  return value === null ? null : value === 1;
}

const phases: readonly string[] = ['none', 'commentary', 'final_answer'];

const evidenceTable: UsageTable = {
  name: 'turntape evidence',
  required: [
    'source',
    'session',
    'model',
    'month',
    'call',
    'input_tokens',
    'cached_tokens',
    'output_tokens',
  ],
  toCall(row) {
    const model = toText(row['model']);
    const position = toCount(row['call']);
    const source = toText(row['source']);
    const session = toText(row['session']);
    if (model === null || position === null || source === null || session === null) return null;
    const phase = toText(row['previous_phase']);
    return {
      source,
      session,
      model,
      effort: toText(row['effort']),
      month: toText(row['month']),
      position,
      beginsUserTurn: toFlag(row['first_call_of_user_turn']),
      idleSeconds: toCount(row['seconds_since_previous_call']),
      inputTokens: toTokens(row['input_tokens']),
      cachedTokens: toTokens(row['cached_tokens']),
      cacheWriteTokens: toTokens(row['cache_write_tokens']),
      outputTokens: toTokens(row['output_tokens']),
      reasoningTokens: toTokens(row['reasoning_tokens']),
      newInputTokens: toTokens(row['new_input_tokens']),
      hasNewImage: (toCount(row['new_images']) ?? 0) > 0,
      toolCalls: toCount(row['calls']),
      encryptedCharacters: toCount(row['encrypted_characters']),
      reasoningSinceUserTurn: toCount(row['reasoning_since_user_turn']),
      previousPhase: phase !== null && phases.includes(phase) ? (phase as AnswerPhase) : null,
      isCompacted: toFlag(row['compaction']) === true,
      hasChangedSettings: toFlag(row['model_or_effort_changed']) === true,
      isRegular: toFlag(row['regular']) === true,
    };
  },
};

interface TraceLabEvent {
  readonly event_type?: unknown;
  readonly timestamp?: unknown;
}

/** First and last time of a round, in milliseconds; null where it has no times. */
function timesOf(row: UsageRow): { first: number; last: number } | null {
  const events = row['timing_events'];
  if (!Array.isArray(events)) return null;
  const times = (events as readonly TraceLabEvent[])
    .map((event) => (typeof event?.timestamp === 'string' ? Date.parse(event.timestamp) : NaN))
    .filter((time) => Number.isFinite(time));
  if (times.length === 0) return null;
  return { first: Math.min(...times), last: Math.max(...times) };
}

/**
 * TraceLab counts no new input, so the growth of a prompt cannot be explained there: what a call
 * replays, and what a user turn drops, stay open.
 */
function createTraceLabTable(): UsageTable {
  // Per session: the end of the last round, and the reasoning since its user turn began.
  const sessions = new Map<string, { end: number | null; reasoning: number; before: number }>();
  return {
    name: 'TraceLab',
    required: [
      'session_id',
      'model',
      'round_index',
      'input_tokens_total',
      'prefix_tokens',
      'output_tokens',
    ],
    toCall(row) {
      const model = toText(row['model']);
      const session = toText(row['session_id']);
      const position = toCount(row['round_index']);
      if (model === null || session === null || position === null) return null;
      const source = toText(row['user']) ?? 'unknown';
      const key = `${source}\n${session}`;
      const state = sessions.get(key) ?? { end: null, reasoning: 0, before: 0 };
      sessions.set(key, state);
      const times = timesOf(row);
      const users = toCount(row['current_user_message_count']) ?? countUserMessages(row);
      const beginsUserTurn = users === null ? null : users > 0;
      const since = state.reasoning;
      if (beginsUserTurn === true) state.reasoning = 0;
      const reasoningTokens = toTokens(row['reasoning_output_tokens']);
      state.reasoning += reasoningTokens ?? 0;
      const idleMs = times === null || state.end === null ? null : times.last - state.end;
      if (times !== null) state.end = times.last;
      return {
        source,
        session,
        model,
        effort: null,
        month: times === null ? null : new Date(times.first).toISOString().slice(0, 7),
        position,
        beginsUserTurn,
        idleSeconds: idleMs === null ? null : Math.max(0, Math.round(idleMs / 1000)),
        inputTokens: toTokens(row['input_tokens_total']),
        cachedTokens: toTokens(row['prefix_tokens']),
        cacheWriteTokens: toTokens(row['claude_cache_creation_input_tokens']),
        outputTokens: toTokens(row['output_tokens']),
        reasoningTokens,
        newInputTokens: null,
        encryptedCharacters: null,
        reasoningSinceUserTurn: since,
        previousPhase: null,
        isCompacted: false,
        hasChangedSettings: false,
        // Compaction is not marked: a prompt that shrank does not continue the one before.
        isRegular: true,
      };
    },
  };
}

function countUserMessages(row: UsageRow): number | null {
  const events = row['timing_events'];
  if (!Array.isArray(events)) return null;
  return (events as readonly TraceLabEvent[]).filter(
    (event) => event?.event_type === 'user_message',
  ).length;
}

/** The tables that can be read. A new one is made for every file: some remember their sessions. */
export const usageTables: readonly (() => UsageTable)[] = [
  () => evidenceTable,
  createTraceLabTable,
];

/** The table that has these columns; null: none that is known. */
export function findUsageTable(columns: readonly string[]): UsageTable | null {
  const has = new Set(columns);
  const make = usageTables.find((each) => each().required.every((column) => has.has(column)));
  return make?.() ?? null;
}
