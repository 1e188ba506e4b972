// A request as the items that a prompt is made of, each with its place in the body: tools, system
// prompt, history. What is in an item is read by its bytes, when it is looked at.
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../lib/json.ts';
import { elementSpans, memberSpans } from '../lib/json-members.ts';
import type { JsonSpan } from '../lib/json-scan.ts';
import type { Protocol } from '../wire/protocol.ts';

export interface RequestItem {
  /** RFC 6901, into the request. */
  readonly pointer: string;
  /** `tool`, `system`, `message`, or the item's or block's own type. */
  readonly kind: string;
  readonly role: string | null;
  /** Of a tool or a call. */
  readonly name: string | null;
  readonly call_id: string | null;
  /** Bytes of the decoded body. */
  readonly start: number;
  readonly end: number;
  /** Its first words, on one line. */
  readonly preview: string;
}

/** Characters of a preview. */
const previewMax = 160;
/** Members of a request that hold the prompt, in the order of the prompt. */
const promptMembers = ['tools', 'instructions', 'system', 'input', 'messages'] as const;

/** @param body decoded @returns empty: it is not a JSON object */
export function listRequestItems(protocol: Protocol, body: Uint8Array): RequestItem[] {
  const members = memberSpans(body);
  if (members === undefined) return [];
  return promptMembers.flatMap((member) => {
    const span = members.get(member);
    return span === undefined ? [] : itemsOf(protocol, body, member, span);
  });
}

function itemsOf(
  protocol: Protocol,
  body: Uint8Array,
  member: (typeof promptMembers)[number],
  span: JsonSpan,
): RequestItem[] {
  const elements = elementSpans(body, span);
  const pointer = `/${member}`;
  const kind = member === 'tools' ? 'tool' : member === 'instructions' ? 'system' : 'message';
  if (elements.length === 0) {
    const value = valueAt(body, span);
    return typeof value === 'string' ? [describe(value, pointer, span, { kind, role: null })] : [];
  }
  return elements.flatMap((element, index) => {
    const place = `${pointer}/${index}`;
    const value = valueAt(body, element);
    if (member === 'tools') return describe(value, place, element, { kind, role: null });
    if (member === 'system') return describe(value, place, element, { kind: 'system', role: null });
    const blocks = protocol === 'anthropic' ? blockSpans(body, element) : [];
    const role = isJsonObject(value) ? textIn(value['role']) : null;
    if (blocks.length === 0) return describe(value, place, element, { kind: null, role });
    return blocks.map((block, at) =>
      describe(valueAt(body, block), `${place}/content/${at}`, block, { kind: null, role }),
    );
  });
}

/** The blocks of an Anthropic message; none where its content is a text. */
function blockSpans(body: Uint8Array, message: JsonSpan): JsonSpan[] {
  const part = body.subarray(message.start, message.end);
  const content = memberSpans(part)?.get('content');
  return (content === undefined ? [] : elementSpans(part, content)).map(({ start, end }) => ({
    start: message.start + start,
    end: message.start + end,
  }));
}

function valueAt(body: Uint8Array, { start, end }: JsonSpan): JsonValue {
  return parseJson(new TextDecoder().decode(body.subarray(start, end))) ?? null;
}

function textIn(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function describe(
  value: JsonValue,
  pointer: string,
  { start, end }: JsonSpan,
  { kind, role }: { readonly kind: string | null; readonly role: string | null },
): RequestItem {
  const object = isJsonObject(value) ? value : {};
  const called = isJsonObject(object['function']) ? object['function'] : object;
  return {
    pointer,
    kind: kind ?? textIn(object['type']) ?? 'message',
    role,
    name: textIn(called['name']),
    call_id: textIn(object['call_id']) ?? textIn(object['tool_use_id']) ?? callIdOf(object),
    start,
    end,
    preview: previewOf(value),
  };
}

/** A block that calls a tool is named by its id. */
function callIdOf(object: JsonObject): string | null {
  return /_use$/.test(String(object['type'])) ? textIn(object['id']) : null;
}

/** The first words of an item, on one line. */
export function previewOf(value: JsonValue): string {
  return wordsIn(value, 0).replaceAll(/\s+/g, ' ').trim().slice(0, previewMax);
}

/** Members that hold what an item says, the first that has words. */
const telling = [
  ...['text', 'thinking', 'content', 'output', 'input', 'arguments', 'summary', 'description'],
  ...['encrypted_content', 'data', 'name'],
];

function wordsIn(value: JsonValue | undefined, depth: number): string {
  if (typeof value === 'string') return value.slice(0, 4 * previewMax);
  if (depth > 4 || value === null || value === undefined) return '';
  if (Array.isArray(value)) {
    for (const one of value) {
      const words = wordsIn(one, depth + 1);
      if (words.trim() !== '') return words;
    }
    return '';
  }
  if (!isJsonObject(value)) return String(value);
  for (const name of telling) {
    const words = wordsIn(value[name], depth + 1);
    if (words.trim() !== '') return words;
  }
  return depth === 0 ? '' : JSON.stringify(value).slice(0, 4 * previewMax);
}
