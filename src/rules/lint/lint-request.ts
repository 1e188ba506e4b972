// The lint rules, and a request held to all of them.
import type { ResponsesRequest } from '../../wire/responses/request.ts';
import { callIdReused } from './call-id-reused.ts';
import { ciphertextDamaged } from './ciphertext-damaged.ts';
import { reasoningDuplicated } from './reasoning-duplicated.ts';
import { reasoningEmpty } from './reasoning-empty.ts';
import { reasoningMisplaced } from './reasoning-misplaced.ts';
import type { LintFinding, LintRule } from './rule.ts';

export const lintRules: readonly LintRule[] = [
  reasoningMisplaced,
  reasoningDuplicated,
  reasoningEmpty,
  ciphertextDamaged,
  callIdReused,
];

/** What is doubtful about a request although the backend is not known to refuse it. */
export function lintRequest(request: ResponsesRequest): LintFinding[] {
  return lintRules.flatMap((rule) =>
    rule.check(request).map((finding) => ({ rule: rule.name, ...finding })),
  );
}
