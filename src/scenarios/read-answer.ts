// What the model said in one recorded Anthropic response, streamed or not. Arguments are kept as
// the exact text that was streamed.

import { isJsonObject, type JsonObject, parseJson } from '../lib/json.ts';
import { parseSse } from '../wire/sse.ts';

export interface RecordedAnswer {
  /** Visible text, blocks joined as they stood. */
  readonly text: string;
  /** Texts of thinking blocks that say anything: summaries, never hidden reasoning itself. */
  readonly summary: readonly string[];
  readonly calls: readonly {
    readonly id: string;
    readonly name: string;
    readonly arguments: string;
  }[];
}

interface Block {
  readonly type: string;
  readonly start: JsonObject;
  text: string;
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function blocksOfStream(body: string): Block[] {
  const blocks = new Map<number, Block>();
  for (const { data } of parseSse(body)) {
    const event = parseJson(data);
    if (!isJsonObject(event) || typeof event['index'] !== 'number') continue;
    const { index } = event as { index: number };
    const start = event['content_block'];
    const delta = event['delta'];
    if (isJsonObject(start)) {
      const text = textIn(start['text']) || textIn(start['thinking']);
      blocks.set(index, { type: textIn(start['type']), start, text });
    } else if (isJsonObject(delta)) {
      const block = blocks.get(index);
      if (block === undefined) continue;
      block.text +=
        textIn(delta['text']) || textIn(delta['partial_json']) || textIn(delta['thinking']);
    }
  }
  return [...blocks.entries()].sort(([a], [b]) => a - b).map(([, block]) => block);
}

function blocksOfDocument(body: string): Block[] {
  const message = parseJson(body);
  const content = isJsonObject(message) ? message['content'] : undefined;
  if (!Array.isArray(content)) return [];
  return content.filter(isJsonObject).map((start) => ({
    type: textIn(start['type']),
    start,
    text:
      start['type'] === 'tool_use'
        ? JSON.stringify(start['input'] ?? {})
        : textIn(start['text']) || textIn(start['thinking']),
  }));
}

/**
 * @param body the decoded response body
 * @returns null when it holds no answer (no content block)
 */
export function readAnswer(body: string): RecordedAnswer | null {
  const blocks = body.trimStart().startsWith('{') ? blocksOfDocument(body) : blocksOfStream(body);
  if (blocks.length === 0) return null;
  const ofType = (type: string): Block[] => blocks.filter((block) => block.type === type);
  return {
    text: ofType('text')
      .map(({ text }) => text)
      .join('\n\n'),
    summary: ofType('thinking')
      .map(({ text }) => text)
      .filter((text) => text !== ''),
    calls: ofType('tool_use').map(({ start, text }) => ({
      id: textIn(start['id']),
      name: textIn(start['name']),
      // Without any delta the input is in the start event.
      arguments: text === '' ? JSON.stringify(start['input'] ?? {}) : text,
    })),
  };
}
