// Claude Code's session files (`~/.claude/projects/**/*.jsonl`). One answer is in several records,
// one per content block, each with the usage as it was known then: the last one counts. Subagents
// are their own sessions, in the same file (`isSidechain`) or in one beside it.

import type { LoggedCall, LoggedItem, LoggedSession } from '../domain/logged-call.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';
import { tokenCount } from '../lib/token-count.ts';
import { type CallCounters, createCallSeries, newSeries, type SeriesState } from './call-series.ts';
import type { LogContext, LogFormat, LogReader } from './log-format.ts';
import { loggedItem } from './logged-item.ts';
import { firstWordsOf, objectsIn, textIn, timeIn } from './read-field.ts';

/** The client's own notes in the place of an answer: no model was asked. */
const syntheticModel = '<synthetic>';

export const claudeTranscript: LogFormat = {
  name: 'claude-transcript',
  notHeld: ['system-prompt', 'tools', 'headers', 'chunk-times', 'new-input-tokens'],
  matches: (record) =>
    typeof record['type'] === 'string' &&
    (typeof record['sessionId'] === 'string' || isOfNoSession(record)),
  stateVersion: 1,
  createReader: createTranscriptReader,
};

/** What a file may begin with: a title of an earlier session, the state of the edited files. */
function isOfNoSession(record: JsonObject): boolean {
  const isTitle = record['type'] === 'summary' && typeof record['leafUuid'] === 'string';
  const isSnapshot = record['type'] === 'file-history-snapshot';
  return isTitle || (isSnapshot && typeof record['messageId'] === 'string');
}

/** One conversation of a file: the main one, or a subagent's. */
interface Chain {
  readonly session: string;
  readonly series: SeriesState;
  inputs: LoggedItem[];
  beginsUserTurn: boolean;
  isCompacted: boolean;
  open: Answer | null;
}

/** An answer whose records may continue. */
interface Answer {
  readonly id: string;
  readonly model: string;
  readonly effort: string | null;
  usage: JsonObject;
  atMs: number | null;
  outputs: LoggedItem[];
  /** Taken from the chain when the answer began: later input belongs to the next call. */
  readonly inputs: readonly LoggedItem[];
  readonly beginsUserTurn: boolean;
  readonly isCompacted: boolean;
}

/** What is known between two records; JSON, so that reading can continue another day. */
interface TranscriptState {
  readonly chains: readonly (readonly [key: string, chain: Chain])[];
  readonly session: LoggedSession | null;
  readonly firstWords: string | null;
}

function createTranscriptReader(context: LogContext, given?: JsonValue): LogReader {
  // What is given was made by `state` below.
  const start = given as unknown as TranscriptState | undefined;
  const chains = new Map<string, Chain>(start?.chains);
  let session: LoggedSession | null = start?.session ?? null;
  let firstWords: string | null = start?.firstWords ?? null;

  function chainOf(record: JsonObject): Chain {
    const id = textIn(record['sessionId']) ?? 'unknown';
    const agent = textIn(record['agentId']);
    const isSide = record['isSidechain'] === true;
    const key = isSide ? `${id}/${agent ?? 'sidechain'}` : id;
    const chain = chains.get(key) ?? {
      session: key,
      series: newSeries(),
      inputs: [],
      beginsUserTurn: false,
      isCompacted: false,
      open: null,
    };
    chains.set(key, chain);
    session ??= {
      client: 'claude',
      clientVersion: textIn(record['version']),
      id: key,
      parent: isSide ? id : null,
      isSubagent: isSide,
      folder: textIn(record['cwd']),
      firstWords: null,
    };
    if (session.folder === null || session.clientVersion === null) {
      session = {
        ...session,
        folder: session.folder ?? textIn(record['cwd']),
        clientVersion: session.clientVersion ?? textIn(record['version']),
      };
    }
    return chain;
  }

  function takeAssistant(record: JsonObject): LoggedCall[] {
    const { message } = record;
    if (!isJsonObject(message) || !isJsonObject(message['usage'])) return [];
    const model = textIn(message['model']) ?? 'unknown';
    if (model === syntheticModel) return [];
    const chain = chainOf(record);
    const id = textIn(message['id']) ?? textIn(record['uuid']) ?? 'unknown';
    const done = chain.open !== null && chain.open.id !== id ? close(chain) : [];
    chain.open ??= begin(chain, id, model, textIn(record['effort']));
    chain.open.usage = message['usage'];
    chain.open.atMs = timeIn(record['timestamp']) ?? chain.open.atMs;
    chain.open.outputs.push(...toItems('assistant', message['content'], context));
    return done;
  }

  function takeUser(record: JsonObject): void {
    const { message } = record;
    if (!isJsonObject(message)) return;
    const chain = chainOf(record);
    const items = toItems('user', message['content'], context);
    chain.inputs.push(...items);
    if (record['isCompactSummary'] === true) chain.isCompacted = true;
    const isPerson =
      record['isMeta'] !== true &&
      record['isCompactSummary'] !== true &&
      !items.some(({ kind }) => kind === 'tool_result');
    if (!isPerson) return;
    chain.beginsUserTurn = true;
    if (record['isSidechain'] !== true) firstWords ??= wordsOf(message['content']);
  }

  function close(chain: Chain): LoggedCall[] {
    const { open } = chain;
    chain.open = null;
    return open === null ? [] : [toCall(chain, open, context)];
  }

  return {
    read(record) {
      switch (record['type']) {
        case 'assistant':
          return takeAssistant(record);
        case 'user':
          takeUser(record);
          return [];
        case 'system':
          if (record['subtype'] === 'compact_boundary') chainOf(record).isCompacted = true;
          return [];
        default:
          if (typeof record['cwd'] === 'string') chainOf(record);
          return [];
      }
    },
    end: () => [...chains.values()].flatMap(close),
    session: () => (session === null ? null : { ...session, firstWords }),
    state: () => {
      const words = context.keepsText ? firstWords : null;
      const state: TranscriptState = { chains: [...chains], session, firstWords: words };
      // A copy: records that follow change what is here.
      return JSON.parse(JSON.stringify(state)) as JsonValue;
    },
  };
}

function begin(chain: Chain, id: string, model: string, effort: string | null): Answer {
  const { inputs, beginsUserTurn, isCompacted } = chain;
  chain.inputs = [];
  chain.beginsUserTurn = false;
  chain.isCompacted = false;
  return {
    id,
    model,
    effort,
    usage: {},
    atMs: null,
    outputs: [],
    inputs,
    beginsUserTurn,
    isCompacted,
  };
}

function toCall(chain: Chain, answer: Answer, { source }: LogContext): LoggedCall {
  const { id, model, effort, atMs, beginsUserTurn, isCompacted, inputs, outputs } = answer;
  const usage = createCallSeries(
    source,
    chain.series,
  )({
    session: chain.session,
    model,
    effort,
    atMs,
    counters: toCounters(answer),
    beginsUserTurn,
    isCompacted,
    newInputTokens: null,
    encryptedCharacters: null,
    phase: null,
    isDisturbed: false,
  });
  return { usage, atMs, id, inputs, outputs };
}

/**
 * Anthropic's `input_tokens` leave out what was read from or written to the cache: here all is in.
 * The client writes 0 thinking tokens where the backend reported none at all: beside a thinking
 * block such a zero is not known.
 */
function toCounters({ usage, outputs }: Pick<Answer, 'usage' | 'outputs'>): CallCounters {
  const fresh = tokenCount(usage['input_tokens']);
  const read = tokenCount(usage['cache_read_input_tokens']);
  const written = tokenCount(usage['cache_creation_input_tokens']);
  const details = usage['output_tokens_details'];
  const thinking = isJsonObject(details) ? tokenCount(details['thinking_tokens']) : null;
  const hasThinking = outputs.some(({ kind }) => kind.endsWith('thinking'));
  return {
    inputTokens: fresh === null ? null : fresh + (read ?? 0) + (written ?? 0),
    cachedTokens: read,
    cacheWriteTokens: written,
    outputTokens: tokenCount(usage['output_tokens']),
    reasoningTokens: thinking === 0 && hasThinking ? null : thinking,
  };
}

function toItems(role: string, content: JsonValue | undefined, context: LogContext): LoggedItem[] {
  if (typeof content === 'string') return [loggedItem('text', role, content, context)];
  return objectsIn(content).map((block) =>
    loggedItem(String(block['type'] ?? 'unknown'), role, blockText(block), context),
  );
}

function blockText(block: JsonObject): string {
  const texts = [block['text'], block['thinking'], block['content'], block['input']];
  const value = texts.find((each) => each !== undefined);
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

function wordsOf(content: JsonValue | undefined): string | null {
  const text =
    typeof content === 'string'
      ? content
      : Array.isArray(content)
        ? content.map((part) => (isJsonObject(part) ? (textIn(part['text']) ?? '') : '')).join(' ')
        : '';
  return firstWordsOf(text);
}
