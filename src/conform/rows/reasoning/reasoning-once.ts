// Row: reasoning is sent once.
import { fromLintRule } from '../../../check/invariants/from-lint-rule.ts';
import { reasoningDuplicated } from '../../../rules/lint/reasoning-duplicated.ts';
import { holds } from '../../reading/invariant-row.ts';
import type { Row } from '../../row.ts';
import { needing } from '../needing.ts';

export const reasoningOnce: Row = {
  id: 'reasoning-once',
  group: 'reasoning',
  severity: 'error',
  title: 'no reasoning is sent twice',
  checks: 'No ciphertext occurs twice in a request, also not in front of parallel calls.',
  matters: 'It is counted and paid twice, and refused where items have ids.',
  sources: ['no public report found; docs/simulator.md#lints'],
  fix: 'Send one reasoning item in front of the first of several calls.',
  needsNoPlay: true,
  plays: ['tools'],
  judge: (exchanges, tools) =>
    needing('reasoning', exchanges, () =>
      holds(fromLintRule(reasoningDuplicated), exchanges, tools),
    ),
};
