// What a response produced, as entries for the session's state: each run of reasoning items goes
// with the call, search or text that followed it, and a call keeps its bytes where they would be
// lost.
import type { StoredReasoning } from '../carriers/carrier.ts';
import type { StateEntry } from '../domain/translator-state.ts';
import { parseJson } from '../lib/json.ts';
import { callAnchor, type HistoryAnchors } from './anchors.ts';

/** One output item of a response, reduced to what continuity needs. */
export type ProducedItem =
  | { readonly type: 'reasoning'; readonly reasoning: StoredReasoning }
  | {
      readonly type: 'call';
      readonly callId: string;
      readonly arguments: string;
      /** The client was given other arguments than these, which were generated. */
      readonly changed: boolean;
    }
  /** A search of the backend, by its id as the client knows it. */
  | { readonly type: 'search'; readonly id: string }
  | { readonly type: 'text'; readonly text: string; readonly phase: string | null };

/**
 * @param items in output order
 * @param anchors of the history that the response answers
 * @param keeps what the options want to find again
 * @returns only entries that hold something; reasoning that nothing follows is left out
 */
export function producedEntries(
  items: readonly ProducedItem[],
  anchors: HistoryAnchors,
  keeps: {
    readonly reasoning: boolean;
    readonly originalArguments: boolean;
    readonly phase: boolean;
  },
): StateEntry[] {
  const firstCall = items.find((item) => item.type === 'call');
  const nameText = anchors.answerTexts(firstCall?.callId ?? null);
  const entries: StateEntry[] = [];
  let pending: StoredReasoning[] = [];
  const add = (anchor: string, originalArguments: string | null, phase: string | null): void => {
    if (pending.length > 0 || originalArguments !== null || phase !== null) {
      const entry = { anchor, reasoning: pending, originalArguments };
      entries.push(phase === null ? entry : { ...entry, phase });
    }
    pending = [];
  };
  for (const item of items) {
    switch (item.type) {
      case 'reasoning':
        if (keeps.reasoning && item.reasoning.encryptedContent !== '') pending.push(item.reasoning);
        break;
      case 'call':
        add(
          callAnchor(item.callId),
          keeps.originalArguments && (item.changed || !survivesReserialising(item.arguments))
            ? item.arguments
            : null,
          null,
        );
        break;
      case 'search':
        add(callAnchor(item.id), null, null);
        break;
      case 'text':
        add(nameText(item.text), null, keeps.phase ? item.phase : null);
        break;
    }
  }
  return entries;
}

function survivesReserialising(text: string): boolean {
  const value = parseJson(text);
  return value === undefined || JSON.stringify(value) === text;
}
