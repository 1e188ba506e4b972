// Which of a session's user turns a client can still go back to. Where a request does not continue
// the one before (compaction, rewind, an edit), it continues an earlier one up to some user turn.

import { canonicalJson } from '../lib/canonical-json.ts';
import type { JsonValue } from '../lib/json.ts';
import type { RecordedMessage } from './recorded-history.ts';

/** Each message is compared with several: of long sessions, writing it out is most of the work. */
const texts = new WeakMap<RecordedMessage, string>();

/** True when a history begins with another one, message by message. */
export function isPrefix(
  shorter: readonly RecordedMessage[],
  longer: readonly RecordedMessage[],
): boolean {
  return shorter.every((message, index) => {
    const other = longer[index];
    return other !== undefined && textOf(message) === textOf(other);
  });
}

function textOf(message: RecordedMessage): string {
  const known = texts.get(message) ?? canonicalJson(message as unknown as JsonValue);
  texts.set(message, known);
  return known;
}

/** A user turn, and how many messages of the history are before it. */
interface KeptTurn {
  readonly turn: number;
  readonly messages: readonly RecordedMessage[];
  readonly before: number;
}

/** The turns whose beginning is still a place in the history. */
export interface KeptHistory {
  /** A user turn begins behind the first `before` of a request's messages. */
  begin(messages: readonly RecordedMessage[], before: number): void;
  /** The latest turn up to whose beginning the history is as it was; the first is empty there. */
  goBackTo(messages: readonly RecordedMessage[]): {
    readonly turn: number;
    readonly before: number;
  };
}

export function createKeptHistory(): KeptHistory {
  const kept: KeptTurn[] = [];
  let turns = 0;
  return {
    begin(messages, before) {
      kept.push({ turn: turns++, messages, before });
    },
    goBackTo(messages) {
      const at = kept.findLastIndex(
        (one) =>
          one.before < messages.length && isPrefix(one.messages.slice(0, one.before), messages),
      );
      // What began behind this place is gone.
      kept.length = Math.max(0, at) + 1;
      const { turn, before } = kept[kept.length - 1] ?? { turn: 0, before: 0 };
      return { turn, before };
    },
  };
}
