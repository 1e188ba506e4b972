// Row: reminders are sent.
import { objectsIn } from '../../reading/client-answer.ts';
import { textIn } from '../../reading/input-items.ts';
import type { Row } from '../../row.ts';
import { eachSent, failIf, shown } from '../findings.ts';

export const remindersSent: Row = {
  id: 'reminders-sent',
  group: 'history',
  severity: 'error',
  title: 'system messages in the conversation reach the model',
  checks: 'The text of each message of role `system` is in the upstream request.',
  matters: 'The model is not told what its client tells it: tokens left, files that changed.',
  sources: ['https://github.com/BerriAI/litellm/issues/40198'],
  fix: 'Translate messages of role `system` too.',
  plays: ['reminders'],
  judge: (exchanges) =>
    eachSent(exchanges, (request, at) => {
      const sent = textIn([request.instructions, request.input]);
      const missing = objectsIn(at.sent.body['messages'])
        .filter(({ role }) => role === 'system')
        .map(({ content }) => /<total_tokens>.*<\/total_tokens>/.exec(textIn(content))?.[0] ?? '')
        .filter((text) => !sent.includes(text));
      return failIf(missing.length > 0, at, `not sent: ${shown(missing)}`);
    }),
};
