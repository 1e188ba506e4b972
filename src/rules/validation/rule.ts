// What a validation rule is. One rule per file; `registry.ts` lists them in the order in which the
// simulator checks them.

import type { ReasoningContent } from '../../domain/reasoning-content.ts';
import type { HeaderList } from '../../lib/header-list.ts';
import { errorBody, type ValidationFailure } from '../../wire/responses/refusal.ts';
import type { ResponsesRequest } from '../../wire/responses/request.ts';

/** What rules may need besides the request; a rule whose input is missing does not apply. */
export interface ValidationContext {
  /** Opens encrypted content under the account's key; null: cannot be verified. */
  readonly openReasoning?: (encryptedContent: string) => ReasoningContent | null;
  /** Counts the rendered prompt. */
  readonly countInputTokens?: () => number;
  /** Input tokens that fit. */
  readonly contextWindow?: number;
  /** Efforts that the model takes; undefined: not known. */
  readonly efforts?: readonly string[] | undefined;
  /** Whether the model has the lite contract; undefined: not known. */
  readonly hasLite?: boolean | undefined;
  /** Whether the backend takes `prompt_cache_options` and breakpoints. */
  readonly takesCacheOptions?: boolean;
  /** Models that the account may not use. */
  readonly refusedModels?: readonly string[];
  /** Rules to switch off, or on where they are off by default; `all` switches all off. */
  readonly rulesOff?: ReadonlySet<string>;
  readonly rulesOn?: ReadonlySet<string>;
  /** Rules of the user's own, checked after the known ones; always on. */
  readonly userRules?: readonly ValidationRule[];
}

export interface CheckedRequest {
  readonly request: ResponsesRequest;
  readonly headers: HeaderList;
  readonly context: ValidationContext;
}

export type Refusal = Omit<ValidationFailure, 'rule'>;

export interface ValidationRule {
  readonly name: string;
  /** When it strikes, in a few words. */
  readonly trigger: string;
  /** Where the body and the trigger are documented or were seen. */
  readonly source: string;
  readonly isOnByDefault: boolean;
  check(checked: CheckedRequest): Refusal | null;
}

/** A 400 in shape A. */
export function refuse(message: string, param: string | null, code: string | null): Refusal {
  return { status: 400, body: errorBody(message, param, code) };
}

/** A 400 in shape B, as the ChatGPT gateway in front of the backend sends it. */
export function refuseDetail(detail: string): Refusal {
  return { status: 400, body: { detail } };
}
