// Row: errors have the form of the Messages API.
import { errorOf } from '../../reading/client-answer.ts';
import type { Row } from '../../row.ts';
import { failIf, shown } from '../findings.ts';

export const errorForm: Row = {
  id: 'error-form',
  group: 'answers',
  severity: 'error',
  title: 'errors have the form of the Messages API',
  checks: 'Each error is `{"type": "error", "error": {"type", "message"}}`.',
  matters: 'Clients show `undefined`, or retry what cannot succeed.',
  sources: ['https://github.com/BerriAI/litellm/pull/41826'],
  fix: 'Translate error bodies too.',
  plays: ['errors'],
  judge: (exchanges) =>
    exchanges.flatMap((exchange) => {
      const error = errorOf(exchange);
      const isRight =
        typeof error?.['type'] === 'string' &&
        typeof error['message'] === 'string' &&
        /"type"\s*:\s*"error"/.test(exchange.text);
      return failIf(!isRight, exchange, `the client got ${shown(exchange.text)}`);
    }),
};
