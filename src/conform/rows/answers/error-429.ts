// Row: a rate limit is told with its pause.
import { findHeader } from '../../../lib/header-list.ts';
import { labelled } from '../../reading/conversations.ts';
import type { Row } from '../../row.ts';
import { failIf, shown } from '../findings.ts';

export const error429: Row = {
  id: 'error-429',
  group: 'answers',
  severity: 'error',
  title: 'a rate limit is a 429 with `retry-after`',
  checks: "Status 429, and the upstream's `retry-after`.",
  matters: 'Without the pause clients ask again at once, and stay limited.',
  sources: ['https://github.com/BerriAI/litellm/issues/37754'],
  fix: 'Pass the status and the header on.',
  plays: ['errors'],
  judge: (exchanges) =>
    labelled(exchanges, 'a 429').flatMap((exchange) => {
      const pause = findHeader(exchange.headers, 'retry-after');
      const isRight = exchange.status === 429 && pause !== undefined;
      const detail = `the client got ${exchange.status}, retry-after ${shown(pause)}`;
      return failIf(!isRight, exchange, detail);
    }),
};
