// Row: a full context is told so that the client compacts.
import { errorOf } from '../../reading/client-answer.ts';
import { labelled } from '../../reading/conversations.ts';
import type { Row } from '../../row.ts';
import { failIf, shown } from '../findings.ts';

export const errorContext: Row = {
  id: 'error-context',
  group: 'answers',
  severity: 'error',
  title: 'a context that is too long is told as `prompt is too long`',
  checks: 'Status 400 and a message that begins with these words.',
  matters: 'The client compacts at these words; at others the session ends.',
  sources: ['https://github.com/Wei-Shaw/sub2api/pull/3808'],
  fix: 'Write the message as the Messages API does.',
  plays: ['errors'],
  judge: (exchanges) =>
    labelled(exchanges, 'a context that is too long').flatMap((exchange) => {
      const message = errorOf(exchange)?.['message'];
      const isRight = exchange.status === 400 && /prompt is too long/i.test(String(message));
      return failIf(!isRight, exchange, `the client got ${exchange.status}: ${shown(message)}`);
    }),
};
