// Where reasoning belongs in a history. A call is found again by its id. A text has none, so it is
// found by what it says and by the first call beside it; without any, by what it answers. So the
// same "Done." in two turns has two anchors, and an edited or rewound question loses the reasoning
// that went with the old one.
import type { Anchor } from '../domain/translator-state.ts';
import { sha256 } from '../lib/sha256.ts';
import type { AnthropicMessageParam } from '../wire/anthropic/request.ts';
import { plainText } from './plain-text.ts';

/** @param callId of a call or a search, as the client knows it (the backend's own id) */
export function callAnchor(callId: string): Anchor {
  return `call:${callId}`;
}

/**
 * The anchors of one history. Texts are named when they are first asked for, and then once: hashing
 * takes longest, and with continuity off it is not asked for before the answer is complete.
 */
export interface HistoryAnchors {
  /**
   * Every anchor once, in the history's order.
   * @param withTexts false: calls and searches alone
   */
  all(withTexts: boolean): Anchor[];
  /**
   * The anchor of a text that is not empty.
   * @param message index in the history
   * @param block index in its content; 0 where the content is a string
   */
  text(message: number, block: number): Anchor;
  /**
   * Names the texts of an answer to this history one after the other. Each answer begins anew.
   * @param firstCall the client's id of the answer's first call; null: it has none
   */
  answerTexts(firstCall: string | null): (text: string) => Anchor;
}

/** @param messages never changed afterwards */
export function createHistoryAnchors(messages: readonly AnthropicMessageParam[]): HistoryAnchors {
  let named: NamedTexts | null = null;
  const texts = (): NamedTexts => {
    named ??= nameTexts(messages);
    return named;
  };
  return {
    all(withTexts) {
      const anchors = new Set<Anchor>();
      // By index: a history has thousands of blocks, and an iterator makes a pair of each.
      for (let index = 0; index < messages.length; index++) {
        const message = messages[index];
        if (message?.role !== 'assistant') continue;
        const blocks = blocksOf(message.content);
        for (let block = 0; block < blocks.length; block++) {
          const part = blocks[block];
          if (part?.type === 'tool_use' || part?.type === 'server_tool_use')
            anchors.add(callAnchor(part.id));
          else if (part?.type === 'text' && part.text !== '' && withTexts)
            anchors.add(anchorAt(texts(), index, block));
        }
      }
      return [...anchors];
    },
    text: (message, block) => anchorAt(texts(), message, block),
    answerTexts(firstCall) {
      const { counts, end } = texts();
      const ownCounts = new Map(counts);
      let context: string | null = null;
      return (text) => {
        context ??= nameContext(messages, end, firstCall);
        return nameText(context, text, ownCounts);
      };
    },
  };
}

interface NamedTexts {
  /** By message and block. */
  readonly anchors: ReadonlyMap<number, readonly (Anchor | undefined)[]>;
  /** How many texts of the history have a name; equal ones are told apart by their number. */
  readonly counts: ReadonlyMap<string, number>;
  /** Index after the last message that is not the assistant's. */
  readonly end: number;
}

function nameTexts(messages: readonly AnthropicMessageParam[]): NamedTexts {
  const anchors = new Map<number, (Anchor | undefined)[]>();
  const counts = new Map<string, number>();
  /** Index after the last message that is not the assistant's, and the name of what ends there. */
  let end = 0;
  let context: string | null = null;
  for (let index = 0; index < messages.length; index++) {
    const message = messages[index];
    if (message?.role !== 'assistant') {
      end = index + 1;
      context = null;
      continue;
    }
    const blocks = blocksOf(message.content);
    const inMessage: (Anchor | undefined)[] = [];
    for (let block = 0; block < blocks.length; block++) {
      const part = blocks[block];
      if (part?.type !== 'text' || part.text === '') continue;
      context ??= nameContext(messages, end, null);
      inMessage[block] = nameText(context, part.text, counts);
    }
    if (inMessage.length > 0) anchors.set(index, inMessage);
  }
  return { anchors, counts, end };
}

function anchorAt({ anchors }: NamedTexts, message: number, block: number): Anchor {
  const anchor = anchors.get(message)?.[block];
  if (anchor === undefined) throw new TypeError(`no text at message ${message}, block ${block}`);
  return anchor;
}

/** White space at a text's ends does not count: clients trim it. */
function nameText(context: string, text: string, counts: Map<string, number>): Anchor {
  const name = sha256(`${context}\n${text.trim()}`);
  const number = counts.get(name) ?? 0;
  counts.set(name, number + 1);
  return number === 0 ? `text:${name}` : `text:${name}:${number}`;
}

/**
 * Names an assistant turn: by its first call, which no other turn has, else by the words that it
 * answers: the run of other messages that ends before `end`. Words can be long, and hashing takes
 * longest.
 * @param firstCall of what follows the history
 */
function nameContext(
  messages: readonly AnthropicMessageParam[],
  end: number,
  firstCall: string | null,
): string {
  const call = firstCallFrom(messages, end) ?? firstCall;
  if (call !== null) return callAnchor(call);
  let start = end;
  while (start > 0 && messages[start - 1]?.role !== 'assistant') start--;
  const words = messages
    .slice(start, end)
    .map(({ role, content }) => `${role}\n${plainText(content)}`);
  return sha256(words.join('\n\n'));
}

/** Of the assistant's messages that begin at `start`. */
function firstCallFrom(messages: readonly AnthropicMessageParam[], start: number): string | null {
  for (let index = start; messages[index]?.role === 'assistant'; index++) {
    for (const part of blocksOf(messages[index]?.content ?? '')) {
      if (part.type === 'tool_use') return part.id;
    }
  }
  return null;
}

function blocksOf(content: AnthropicMessageParam['content']) {
  return typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content;
}
