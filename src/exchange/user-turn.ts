// Whether a request answers what a user said, or continues with the results of tools; and the
// user's words. Clients put notes into user messages, in tags: these are not words of the user.
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';
import type { Protocol } from '../wire/protocol.ts';
import { listedElements } from './continued-request.ts';

/** Characters of a user's words that lists show. */
const wordsMax = 80;
/** Enough of a message to find words in it. */
const charsMax = 100_000;

function partsOf({ content }: JsonObject): JsonObject[] {
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  return Array.isArray(content) ? (content as readonly JsonValue[]).filter(isJsonObject) : [];
}

/** Tagged notes of clients, whose names are two words: `<system-reminder>...</system-reminder>`. */
const note = /<([a-z]+[-_][\w-]*)>[\s\S]*?<\/\1>/gi;

/** The words of a message without what its client added; '' where there are none. */
function wordsOf(item: JsonObject): string {
  for (const { text } of partsOf(item)) {
    if (typeof text !== 'string') continue;
    // Codex gives its project's instructions as a message of the user, under this heading.
    if (/^# AGENTS\.md instructions/.test(text)) continue;
    const words = text.slice(0, charsMax).replaceAll(note, ' ').replaceAll(/\s+/g, ' ').trim();
    if (words !== '') return words.slice(0, wordsMax);
  }
  return '';
}

function isResult(item: JsonObject): boolean {
  if (/_output$/.test(String(item['type'] ?? ''))) return true;
  return partsOf(item).some(({ type }) => type === 'tool_result');
}

/** What the model said: no user turn begins before it. */
function isAnswer({ type, role }: JsonObject): boolean {
  return role === 'assistant' || /^reasoning$|_call$/.test(String(type ?? ''));
}

/** The first words of the user's message that a request answers; null: it continues with tools. */
export function findUserTurn(protocol: Protocol, request: JsonObject): string | null {
  const items = listedElements(protocol, request);
  const fresh = items.slice(items.findLastIndex(isAnswer) + 1);
  if (fresh.some(isResult)) return null;
  const said = fresh.filter(({ role }) => role === 'user').map(wordsOf);
  return said.length === 0 ? null : (said.findLast((words) => words !== '') ?? '');
}

/** The first words that a user said in a conversation; null: none are in the request. */
export function firstUserWords(protocol: Protocol, request: JsonObject): string | null {
  for (const item of listedElements(protocol, request)) {
    const words = item['role'] === 'user' ? wordsOf(item) : '';
    if (words !== '') return words;
  }
  return null;
}

/**
 * The folder that a client says it works in: Codex in its environment note, Claude Code in its
 * system prompt; null: it does not say.
 */
export function workingFolder(protocol: Protocol, request: JsonObject): string | null {
  const head = listedElements(protocol, request).slice(0, 4);
  const system = partsOf({ content: request['system'] ?? null });
  for (const { text } of [...system, ...head.flatMap(partsOf)]) {
    if (typeof text !== 'string') continue;
    const found =
      /<cwd>([^<\n]{1,500})<\/cwd>/.exec(text) ??
      /^[ \t-]*(?:Primary )?working directory: (.{1,500})$/im.exec(text);
    if (found?.[1] !== undefined) return found[1].trim();
  }
  return null;
}
