// What the page's JSON API answers, by path: docs/view.md describes it, `page/` reads it. The same
// view models that the terminal prints.
import type { Cause } from '../explain/cause.ts';
import type { ExplainedCall } from '../explain/explain-call.ts';
import type { PromptFacts } from '../explain/prompt-facts.ts';
import type { ExplainSummary } from '../explain/summarise.ts';

/** `GET /api/about` */
export interface About {
  readonly version: string;
  /** Path of the database; null: a file that was exported. */
  readonly database: string | null;
  /** Every word was replaced. */
  readonly is_pseudonymised: boolean;
  /** New calls are told as they come. */
  readonly is_live: boolean;
  /** Where the page begins; null: at the list. */
  readonly opens:
    | { readonly type: 'session' | 'run'; readonly id: string }
    | { readonly type: 'call'; readonly id: string; readonly session: string }
    | null;
  readonly causes: Readonly<Record<Cause, string>>;
}

/** A line of `GET /api/sessions/ID/explained`; `reset`: forget the ones before. */
export type ExplainedLine =
  | { readonly type: 'reset' }
  | {
      readonly type: 'call';
      readonly id: string;
      readonly explained: ExplainedCall;
      readonly facts: PromptFacts;
    }
  | { readonly type: 'done'; readonly summary: ExplainSummary }
  | { readonly type: 'failed'; readonly message: string };

export interface ApiError {
  readonly error: { readonly message: string; readonly hint?: string };
}
