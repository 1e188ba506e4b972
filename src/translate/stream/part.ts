// What a response says, in turntape's own words: the only vocabulary between the reader of
// Responses events (reduce) and the writers of Anthropic output (render-stream, accumulate). One
// block is open at a time: start, deltas, end.
import type { UpstreamFailure } from '../../domain/translation.ts';
import type { JsonObject } from '../../lib/json.ts';
import type { ResponsesUsage } from '../../wire/responses/usage.ts';

export type StopReason = 'end_turn' | 'max_tokens' | 'tool_use' | 'refusal';

export interface Citation {
  readonly url: string;
  readonly title: string;
}

export type Part =
  | { readonly type: 'response-start'; readonly id: string }
  | { readonly type: 'text-start' }
  | { readonly type: 'text-delta'; readonly text: string }
  /** The open text draws on this page. */
  | { readonly type: 'citation'; readonly citation: Citation; readonly citedText: string }
  | { readonly type: 'text-end' }
  | { readonly type: 'reasoning-start' }
  | { readonly type: 'reasoning-delta'; readonly text: string }
  /** The signature carries the item, or says that the block is for display only. */
  | { readonly type: 'reasoning-end'; readonly signature: string }
  | { readonly type: 'tool-input-start'; readonly callId: string; readonly name: string }
  | { readonly type: 'tool-input-delta'; readonly json: string }
  | { readonly type: 'tool-input-end' }
  /** A search that the backend ran by itself, and what it found. */
  | {
      readonly type: 'search';
      readonly id: string;
      readonly query: string;
      /** What was done, where it is more than a search for the query. */
      readonly action: JsonObject | null;
    }
  | {
      readonly type: 'search-results';
      readonly id: string;
      /** The search did not run: there are no results, and the client is told why. */
      readonly failed: boolean;
      readonly results: readonly Citation[];
    }
  | { readonly type: 'usage'; readonly usage: ResponsesUsage }
  | { readonly type: 'finish'; readonly stopReason: StopReason }
  /** The response failed: nothing follows. */
  | { readonly type: 'error'; readonly failure: UpstreamFailure };
