// How one output item becomes parts. Each kind of item has its own file; the reducer queues their
// parts, so that interleaved items come out one after the other.

import type { StoredReasoning } from '../../carriers/carrier.ts';
import type { ProducedItem } from '../../continuity/produced-entries.ts';
import type { LossFeature } from '../../domain/loss.ts';
import type { ResponsesEvent } from '../../wire/responses/event.ts';
import type { ResponsesItem } from '../../wire/responses/item.ts';
import type { Citation, Part } from './part.ts';

/** An event that belongs to one output item and is not its beginning or end. */
export type InnerItemEvent = Exclude<
  Extract<ResponsesEvent, { output_index: number | null }>,
  { item: ResponsesItem }
>;

export interface ItemTranslation {
  event(event: InnerItemEvent): Part[];
  /** The item's beginning, where it comes after events inside it or a second time. */
  readonly added?: (item: ResponsesItem) => void;
  /**
   * The item as it finally is; null when the response ended without saying so. Called once.
   * Fills in whatever was not streamed, and closes what is open.
   */
  done(item: ResponsesItem | null): Part[];
  /** What a call that is open says so far, as `contentOf` has it. */
  readonly said?: () => string;
  /** What the item was, for the session's state. Read after `done`. */
  produced(): ProducedItem[];
  readonly refused?: () => boolean;
  /** Pages that its texts cite. */
  readonly citations?: () => readonly Citation[];
  /** The search that the item was. */
  readonly search?: () => FoundSearch;
}

export interface FoundSearch {
  readonly id: string;
  readonly sources: readonly Citation[];
  /** It found nothing because it did not run. */
  readonly failed: boolean;
}

export interface ItemSettings {
  /** The client's name of an upstream tool name. */
  clientToolName(name: string): string;
  /** The client has its own tool of this name. */
  isOffered(clientName: string): boolean;
  /**
   * The id under which the client gets a call: never empty, and never that of another call.
   * @param wanted the upstream's, or the item's; null: neither
   */
  callId(wanted: string | null): string;
  /** Signature of the thinking block that carries an item; null: none. */
  seal(reasoning: StoredReasoning): string | null;
  /** Ends the response as failed: nothing that follows is worth having. */
  fail(code: string, message: string): void;
  /** Records what cannot be expressed, by a stable name. */
  lose(feature: LossFeature, detail: string): void;
}
