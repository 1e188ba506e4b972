// The invariants that `check` holds a translation to.
import { lintRules } from '../../rules/lint/lint-request.ts';
import { backendAccepts } from './backend-accepts.ts';
import { callPairs } from './call-pairs.ts';
import { fromLintRule } from './from-lint-rule.ts';
import type { Invariant } from './invariant.ts';
import { lastMessage } from './last-message.ts';
import { prefixLaw } from './prefix-law.ts';
import { uniqueIds } from './unique-ids.ts';
import { usageBand } from './usage-band.ts';

/** Every invariant. Adding one: a file here, a line, a test, a line in docs/fixtures.md. */
export const invariants: readonly Invariant[] = [
  prefixLaw,
  callPairs,
  lastMessage,
  uniqueIds,
  backendAccepts,
  usageBand,
  ...lintRules.map(fromLintRule),
];
