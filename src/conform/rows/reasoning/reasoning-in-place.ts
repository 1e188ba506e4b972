// Row: reasoning is in front of what it produced.
import { fromLintRule } from '../../../check/invariants/from-lint-rule.ts';
import { reasoningMisplaced } from '../../../rules/lint/reasoning-misplaced.ts';
import { holds } from '../../reading/invariant-row.ts';
import type { Row } from '../../row.ts';
import { needing } from '../needing.ts';

export const reasoningInPlace: Row = {
  id: 'reasoning-in-place',
  group: 'reasoning',
  severity: 'error',
  title: 'reasoning is in front of the item that it produced',
  checks: 'Each reasoning item is directly followed by a message or call of the model.',
  matters:
    'The backend refuses reasoning without its item, and the model reads it where it does ' +
    'not belong.',
  sources: [
    'https://github.com/openai/openai-agents-python/issues/2503',
    'https://github.com/openai/codex/pull/15542',
  ],
  fix: 'Insert reasoning by the call that followed it, not at the end or the start.',
  needsNoPlay: true,
  plays: ['tools'],
  judge: (exchanges, tools) =>
    needing('reasoning', exchanges, () =>
      holds(fromLintRule(reasoningMisplaced), exchanges, tools),
    ),
};
