// Row: tokens can be counted.
import { isJsonObject, parseJson } from '../../../lib/json.ts';
import { labelled } from '../../reading/conversations.ts';
import type { Row } from '../../row.ts';
import { failIf, shown } from '../findings.ts';

export const countTokens: Row = {
  id: 'count-tokens',
  group: 'answers',
  severity: 'warning',
  title: '`count_tokens` is answered',
  checks: '`POST /v1/messages/count_tokens` gives a number above zero.',
  matters: 'The client does not know when to compact.',
  sources: ['https://github.com/BerriAI/litellm/issues/13252'],
  fix: 'Count locally; an estimate is enough.',
  plays: ['plain'],
  judge: (exchanges) =>
    labelled(exchanges, 'a count of tokens').flatMap((exchange) => {
      const answer = parseJson(exchange.text);
      const count = isJsonObject(answer) ? Number(answer['input_tokens']) : 0;
      const isRight = exchange.status === 200 && count > 0;
      return failIf(!isRight, exchange, `it got ${exchange.status}: ${shown(exchange.text)}`);
    }),
};
