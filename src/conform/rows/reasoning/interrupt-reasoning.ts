// Row: an interrupted call leaves no reasoning behind.
import { fromLintRule } from '../../../check/invariants/from-lint-rule.ts';
import { reasoningMisplaced } from '../../../rules/lint/reasoning-misplaced.ts';
import { holds } from '../../reading/invariant-row.ts';
import type { Row } from '../../row.ts';
import { needing } from '../needing.ts';

export const interruptReasoning: Row = {
  id: 'interrupt-reasoning',
  group: 'reasoning',
  severity: 'error',
  title: 'no reasoning is left without its item',
  checks:
    'After an interrupted call no reasoning item is last, or before something that the ' +
    'model did not produce.',
  matters: 'The backend refuses reasoning without its item: the session is dead.',
  sources: [
    'https://github.com/openai/codex/issues/15341',
    'https://github.com/openai/codex/pull/15542',
    'https://github.com/openai/openai-agents-python/issues/2503',
  ],
  fix: 'Drop reasoning together with its call, or keep both.',
  plays: ['interrupt'],
  judge: (exchanges, tools) =>
    needing('reasoning', exchanges, () =>
      holds(fromLintRule(reasoningMisplaced), exchanges, tools),
    ),
};
