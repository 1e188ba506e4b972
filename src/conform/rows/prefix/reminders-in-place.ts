// Row: reminders stay where they are.
import { prefixLaw } from '../../../check/invariants/prefix-law.ts';
import { holds } from '../../reading/invariant-row.ts';
import type { Row } from '../../row.ts';

export const remindersInPlace: Row = {
  id: 'reminders-in-place',
  group: 'prefix',
  severity: 'error',
  title: 'a system message in the conversation stays in its place',
  checks:
    'With a reminder of role `system` in every user turn, the prompt begins with the one ' +
    'before.',
  matters:
    'Folded into the instructions, each reminder changes the start of the prompt: nothing ' +
    'is cached.',
  sources: [
    'https://github.com/BerriAI/litellm/issues/40198',
    'https://github.com/BerriAI/litellm/issues/39339',
    'https://github.com/farion1231/cc-switch/issues/7252',
  ],
  fix: 'Translate it to a `developer` message at its place; never add it to `instructions`.',
  plays: ['reminders'],
  judge: (exchanges, tools) => holds(prefixLaw, exchanges, tools),
};
