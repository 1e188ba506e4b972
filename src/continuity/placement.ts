// Puts reasoning back into a history: from the client's thinking signatures, from the session's
// state, or from both; each item directly before the call or text that it produced, never twice.

import type { StoredReasoning } from '../carriers/carrier.ts';
import { signatureKind } from '../carriers/envelope.ts';
import { blockPointer, type Loss, messagePointer } from '../domain/loss.ts';
import type { Anchor, SessionState } from '../domain/translator-state.ts';
import { isCiphertext } from '../wire/responses/ciphertext.ts';
import type { ResponsesReasoning } from '../wire/responses/item.ts';
import type { PreparedTurn } from './prepare-turn.ts';
import { keepsReasoningIds } from './reasoning-ids.ts';

export interface Placement {
  /** A thinking block's signature (or redacted data) of the client's history. */
  offer(signature: string, messageIndex: number, blockIndex: number): void;
  /** False: no text has anything to find, and naming the texts can be spared. */
  readonly looksForTexts: boolean;
  /**
   * The items that belong directly before the call or text at this anchor; null: only signatures.
   */
  before(anchor: Anchor | null, messageIndex: number): ResponsesReasoning[];
  /**
   * The assistant turn is over with this message: what is still waiting has lost what it must
   * precede.
   */
  endTurn(messageIndex: number): void;
  /** The phase that the backend gave the message at this anchor. */
  phase(anchor: Anchor | null): string | null;
  /** The bytes of a call as generated, where they are known. */
  originalArguments(anchor: Anchor): string | null;
}

/**
 * True when the session's reasoning was refused: its state says so, or the client's history does.
 */
export function isRefused(turn: PreparedTurn, state: SessionState): boolean {
  if (state.pins.reasoningRefused === true) return true;
  const { options, request } = turn.input;
  if (!options.reasoning_continuity) return false;
  const mark = turn.carrier.markRefusal(turn.carrierContext);
  if (mark === null) return false;
  return request.messages.some(
    ({ content }) =>
      typeof content !== 'string' &&
      content.some((block) => block.type === 'thinking' && block.signature === mark),
  );
}

/**
 * @param refused nothing is replayed, see `isRefused`
 * @param scopeStart index of the first message whose reasoning may be replayed
 * @param losses collects what cannot be replayed
 */
export function createPlacement(
  turn: PreparedTurn,
  state: SessionState,
  refused: boolean,
  scopeStart: number,
  losses: Loss[],
): Placement {
  const { carrier, carrierContext: context } = turn;
  const { options } = turn.input;
  const keepsIds = keepsReasoningIds(turn.input);
  const replays = options.reasoning_continuity && !refused;
  const entries = new Map(state.entries.map((entry) => [entry.anchor, entry]));
  const sent = new Set<string>();
  let waiting: StoredReasoning[] = [];

  const item = (reasoning: StoredReasoning): ResponsesReasoning => ({
    type: 'reasoning',
    ...(keepsIds && reasoning.id !== null ? { id: reasoning.id } : {}),
    summary: reasoning.summary.map((text) => ({ type: 'summary_text', text })),
    encrypted_content: reasoning.encryptedContent,
  });

  return {
    looksForTexts: state.entries.some(({ anchor }) => anchor.startsWith('text:')),
    offer(signature, messageIndex, blockIndex) {
      const kind = signatureKind(signature, context);
      if (kind === 'display-only' || kind === 'refusal') return;
      const pointer = blockPointer(messageIndex, blockIndex);
      if (!replays) {
        const feature = kind === 'envelope' ? 'thinking-not-replayed' : 'thinking-foreign';
        losses.push(lossOf(feature, pointer));
        return;
      }
      const reasoning = carrier.open(signature, context);
      if (reasoning === null) losses.push(lossOf('thinking-foreign', pointer));
      else if (!isWhole(reasoning)) {
        losses.push(lossOf('reasoning-damaged', pointer));
      } else if (messageIndex >= scopeStart) waiting.push(reasoning);
    },
    before(anchor, messageIndex) {
      const stored = (anchor === null ? undefined : entries.get(anchor))?.reasoning ?? [];
      // Nearly every place.
      if (stored.length === 0 && waiting.length === 0) return [];
      const whole = stored.filter(isWhole);
      const isPlaced = carrier.usesStore && replays;
      const candidates = isPlaced ? [...waiting, ...whole] : waiting;
      waiting = [];
      if (messageIndex < scopeStart) return [];
      if (isPlaced && whole.length < stored.length) {
        losses.push(lossOf('reasoning-damaged', messagePointer(messageIndex)));
      }
      const fresh = candidates.filter(({ encryptedContent }) => {
        const first = !sent.has(encryptedContent);
        sent.add(encryptedContent);
        return first;
      });
      return fresh.map(item);
    },
    endTurn(messageIndex) {
      for (const _ of waiting)
        losses.push(lossOf('reasoning-without-successor', messagePointer(messageIndex)));
      waiting = [];
    },
    phase: (anchor) => (anchor === null ? null : (entries.get(anchor)?.phase ?? null)),
    originalArguments(anchor) {
      if (options.call_arguments === 'reserialised') return null;
      return entries.get(anchor)?.originalArguments ?? null;
    },
  };
}

function isWhole({ encryptedContent }: StoredReasoning): boolean {
  return isCiphertext(encryptedContent);
}

const details = {
  'thinking-foreign':
    'The thinking block was not made by this translator for this account and model; it was left out.',
  'thinking-not-replayed':
    'The thinking block carries reasoning, but replaying it is off or was refused in this session.',
  'reasoning-damaged':
    'The encrypted reasoning was shortened on its way, or never encrypted; it was left out.',
  'reasoning-without-successor':
    'The call or text that the reasoning produced is gone from the history, so it was left out.',
} as const;

function lossOf(feature: keyof typeof details, pointer: string): Loss {
  return { kind: 'dropped', feature, pointer, detail: details[feature] };
}
