// Row: no reasoning without content.
import { fromLintRule } from '../../../check/invariants/from-lint-rule.ts';
import { reasoningEmpty } from '../../../rules/lint/reasoning-empty.ts';
import { holds } from '../../reading/invariant-row.ts';
import type { Row } from '../../row.ts';
import { needing } from '../needing.ts';

export const reasoningNotEmpty: Row = {
  id: 'reasoning-not-empty',
  group: 'reasoning',
  severity: 'error',
  title: 'no reasoning item without its content is sent',
  checks: 'Every reasoning item has encrypted content.',
  matters: 'With `store: false` an id alone is not found: 404, and the session is dead.',
  sources: [
    'https://github.com/microsoft/agent-framework/issues/4357',
    'https://github.com/langchain-ai/langchainjs/issues/10844',
  ],
  fix: 'Leave out reasoning items without `encrypted_content`.',
  needsNoPlay: true,
  plays: ['tools'],
  judge: (exchanges, tools) =>
    needing('reasoning', exchanges, () => holds(fromLintRule(reasoningEmpty), exchanges, tools)),
};
