// Row: nothing is between a call and its result.
import { labelled } from '../../reading/conversations.ts';
import { field } from '../../reading/input-items.ts';
import type { Row } from '../../row.ts';
import { eachSent, failIf } from '../findings.ts';

export const reminderBehindResult: Row = {
  id: 'reminder-behind-result',
  group: 'history',
  severity: 'error',
  title: 'a system message between call and result goes behind the result',
  checks: 'Each call is followed by its output; the reminder comes after it.',
  matters:
    'What is between them makes the backend refuse the request, or read the result too ' + 'late.',
  sources: ['https://github.com/BerriAI/litellm/pull/36968'],
  fix: 'Move messages between a call and its result behind the result.',
  plays: ['reminders'],
  judge: (exchanges) =>
    eachSent(labelled(exchanges, 'a reminder between call and result'), (request, at) => {
      const call = request.input.findIndex(({ type }) => type === 'function_call');
      const next = request.input[call + 1];
      const found = next === undefined ? 'nothing' : `${next.type} ${field(next, 'role')}`.trim();
      return failIf(next?.type !== 'function_call_output', at, `after the call comes ${found}`);
    }),
};
