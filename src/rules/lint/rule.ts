// What a lint rule is. Lints find what no published error covers (order rules are documented only
// for items with ids), but what a backend may ignore, misread or refuse.

import type { ResponsesRequest } from '../../wire/responses/request.ts';

export interface LintFinding {
  /** Name of the rule. */
  readonly rule: string;
  /** RFC 6901 pointer into the request. */
  readonly pointer: string;
  /** One sentence. */
  readonly message: string;
}

export interface LintRule {
  readonly name: string;
  /** What it finds, in a few words. */
  readonly trigger: string;
  /** Why it matters, and who says so. */
  readonly source: string;
  check(request: ResponsesRequest): readonly Omit<LintFinding, 'rule'>[];
}
