// Claude Code's session files (`~/.claude/projects/**/*.jsonl`). One answer stands in several records,
// one per content block, each with the usage as it was known then: the last one counts. Subagents are
// sessions of their own, in the same file (`isSidechain`) or in one beside it.
import type { UsageCall } from '../domain/usage-call.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';
import { sha256 } from '../lib/sha256.ts';
import type { LogContext, LogFormat, LogReader } from './log-format.ts';
import type { LoggedCall, LoggedItem, LoggedSession } from './logged-call.ts';

const firstWordsMax = 80;
/** The client's own notes in the place of an answer: no model was asked. */
const syntheticModel = '<synthetic>';

export const claudeTranscript: LogFormat = {
  name: 'claude-transcript',
  notHeld: ['system-prompt', 'tools', 'headers', 'chunk-times', 'new-input-tokens'],
  matches: (record) =>
    typeof record['sessionId'] === 'string' && typeof record['type'] === 'string',
  createReader: createTranscriptReader,
};

/** One conversation of a file: the main one, or a subagent's. */
interface Chain {
  readonly session: string;
  position: number;
  inputs: LoggedItem[];
  beginsUserTurn: boolean;
  isCompacted: boolean;
  open: Answer | null;
  before: { readonly model: string; readonly effort: string | null; readonly atMs: number } | null;
  reasoning: number | null;
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

function createTranscriptReader(context: LogContext): LogReader {
  const chains = new Map<string, Chain>();
  let session: LoggedSession | null = null;
  let firstWords: string | null = null;

  function chainOf(record: JsonObject): Chain {
    const id = textOf(record['sessionId']) ?? 'unknown';
    const agent = textOf(record['agentId']);
    const isSide = record['isSidechain'] === true;
    const key = isSide ? `${id}/${agent ?? 'sidechain'}` : id;
    const chain = chains.get(key) ?? {
      session: key,
      position: 0,
      inputs: [],
      beginsUserTurn: false,
      isCompacted: false,
      open: null,
      before: null,
      reasoning: 0,
    };
    chains.set(key, chain);
    session ??= {
      client: 'claude',
      clientVersion: textOf(record['version']),
      id: key,
      parent: isSide ? id : null,
      isSubagent: isSide,
      folder: textOf(record['cwd']),
      firstWords: null,
    };
    if (session.folder === null || session.clientVersion === null) {
      session = {
        ...session,
        folder: session.folder ?? textOf(record['cwd']),
        clientVersion: session.clientVersion ?? textOf(record['version']),
      };
    }
    return chain;
  }

  function takeAssistant(record: JsonObject): LoggedCall[] {
    const { message } = record;
    if (!isJsonObject(message) || !isJsonObject(message['usage'])) return [];
    const model = textOf(message['model']) ?? 'unknown';
    if (model === syntheticModel) return [];
    const chain = chainOf(record);
    const id = textOf(message['id']) ?? textOf(record['uuid']) ?? 'unknown';
    const done = chain.open !== null && chain.open.id !== id ? close(chain) : [];
    chain.open ??= begin(chain, id, model, textOf(record['effort']));
    chain.open.usage = message['usage'];
    chain.open.atMs = toTime(record['timestamp']) ?? chain.open.atMs;
    chain.open.outputs.push(...toItems('assistant', message['content']));
    return done;
  }

  function takeUser(record: JsonObject): void {
    const { message } = record;
    if (!isJsonObject(message)) return;
    const chain = chainOf(record);
    const items = toItems('user', message['content']);
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
    return open === null ? [] : [toCall(context, chain, open)];
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

function toCall(context: LogContext, chain: Chain, answer: Answer): LoggedCall {
  const { model, effort, atMs, beginsUserTurn, isCompacted } = answer;
  const counters = toCounters(answer);
  const { before } = chain;
  const since = chain.reasoning;
  if (beginsUserTurn || isCompacted) chain.reasoning = 0;
  chain.reasoning =
    chain.reasoning === null || counters.reasoningTokens === null
      ? null
      : chain.reasoning + counters.reasoningTokens;
  const hasChangedSettings =
    before !== null && (before.model !== model || before.effort !== effort);
  const usage: UsageCall = {
    source: context.source,
    session: chain.session,
    model,
    effort,
    month: atMs === null ? null : new Date(atMs).toISOString().slice(0, 7),
    position: chain.position,
    beginsUserTurn,
    idleSeconds:
      atMs === null || before === null
        ? null
        : Math.max(0, Math.round((atMs - before.atMs) / 1000)),
    ...counters,
    newInputTokens: null,
    encryptedCharacters: null,
    reasoningSinceUserTurn: since,
    previousPhase: null,
    isCompacted,
    hasChangedSettings,
    isRegular: chain.position > 0 && !isCompacted && !hasChangedSettings,
  };
  chain.position++;
  if (atMs !== null) chain.before = { model, effort, atMs };
  return { usage, atMs, id: answer.id, inputs: answer.inputs, outputs: answer.outputs };
}

/**
 * Anthropic's `input_tokens` leave out what was read from or written to the cache: here all is in.
 * The client writes 0 thinking tokens where the backend reported none at all: beside a thinking block
 * such a zero is not known.
 */
function toCounters({
  usage,
  outputs,
}: Pick<Answer, 'usage' | 'outputs'>): Pick<
  UsageCall,
  'inputTokens' | 'cachedTokens' | 'cacheWriteTokens' | 'outputTokens' | 'reasoningTokens'
> {
  const count = (value: JsonValue | undefined): number | null =>
    typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
  const fresh = count(usage['input_tokens']);
  const read = count(usage['cache_read_input_tokens']);
  const written = count(usage['cache_creation_input_tokens']);
  const details = usage['output_tokens_details'];
  const thinking = isJsonObject(details) ? count(details['thinking_tokens']) : null;
  const hasThinking = outputs.some(({ kind }) => kind.endsWith('thinking'));
  return {
    inputTokens: fresh === null ? null : fresh + (read ?? 0) + (written ?? 0),
    cachedTokens: read,
    cacheWriteTokens: written,
    outputTokens: count(usage['output_tokens']),
    reasoningTokens: thinking === 0 && hasThinking ? null : thinking,
  };
}

function toItems(role: string, content: JsonValue | undefined): LoggedItem[] {
  if (typeof content === 'string') return [toItem('text', role, content)];
  if (!Array.isArray(content)) return [];
  return content.flatMap((block) =>
    isJsonObject(block) ? [toItem(String(block['type'] ?? 'unknown'), role, blockText(block))] : [],
  );
}

function toItem(kind: string, role: string, text: string): LoggedItem {
  return { kind, role, characters: text.length, hash: sha256(text) };
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
        ? content.map((part) => (isJsonObject(part) ? (textOf(part['text']) ?? '') : '')).join(' ')
        : '';
  return text.trim() === '' ? null : text.trim().slice(0, firstWordsMax);
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function toTime(value: JsonValue | undefined): number | null {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isFinite(time) ? time : null;
}
