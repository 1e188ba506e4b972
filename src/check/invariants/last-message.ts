// Invariant: what the client said last is sent. A translator that drops it answers another
// question, and one that sends nothing fails no other law.
import { isJsonObject, type JsonObject, type JsonValue } from '../../lib/json.ts';
import type { Invariant, InvariantCall, InvariantFinding } from './invariant.ts';

/**
 * Long texts are looked for by their beginning and end: some are cut in the middle for a reason.
 */
const soughtChars = 200;

const objectsIn = (value: JsonValue | undefined): JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject) : [];

/** Texts of a message's content, with those of tool results whose call is known. */
function textsOf(content: JsonValue | undefined, called: ReadonlySet<string>): string[] {
  if (typeof content === 'string') return [content];
  return objectsIn(content).flatMap((block) => {
    if (block['type'] === 'text' && typeof block['text'] === 'string') return [block['text']];
    const isAnswer = block['type'] === 'tool_result' && called.has(String(block['tool_use_id']));
    return isAnswer ? textsOf(block['content'], called) : [];
  });
}

/** Every text of a request; texts that are JSON themselves keep their escapes. */
function sentText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(sentText).join('\n');
  if (typeof value !== 'object' || value === null) return '';
  return Object.values(value).map(sentText).join('\n');
}

/** The words, whatever a translator does to spaces and to halves of characters. */
const wordsOf = (text: string): string => text.toWellFormed().split(/\s+/).join(' ').trim();

function findMissing({ number, source, request }: InvariantCall): InvariantFinding[] {
  const messages = objectsIn(source['messages']);
  const last = messages.at(-1);
  if (last === undefined) return [];
  const finding = (detail: string) => [{ turn: number, pointer: '/input', detail }];
  if (request.input.length === 0) return finding('the input is empty, the conversation is not');
  if (last['role'] === 'assistant') return [];
  // A result without a call, or a second one of a call, has no place in the input.
  const before = messages.slice(0, -1).flatMap(({ content }) => objectsIn(content));
  const answered = new Set(before.map((block) => String(block['tool_use_id'])));
  const called = new Set(before.map(({ id }) => String(id)).filter((id) => !answered.has(id)));
  const sent = wordsOf(sentText(request));
  const isSent = (text: string): boolean => {
    const words = wordsOf(text);
    return sent.includes(words.slice(0, soughtChars)) && sent.includes(words.slice(-soughtChars));
  };
  const missing = textsOf(last['content'], called).filter((text) => !isSent(text));
  if (missing.length === 0) return [];
  return finding(`what the client said last is not sent: ${missing.length} of its texts`);
}

export const lastMessage: Invariant = {
  name: 'last-message',
  law: 'The input is not empty, and the texts of the last message are in it.',
  check: ({ turns }) => turns.flatMap(findMissing),
};
