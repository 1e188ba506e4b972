// Row: a stream that is cut is not a whole answer.
import { blocksOf } from '../../reading/client-answer.ts';
import { labelled } from '../../reading/conversations.ts';
import type { Row } from '../../row.ts';
import { failIf } from '../findings.ts';

export const cutTold: Row = {
  id: 'cut-told',
  group: 'answers',
  severity: 'error',
  title: 'a stream that is cut is told as a failure',
  checks: 'After a lost connection the client gets an error or a stream without `message_stop`.',
  matters: 'Half an answer, or half a call, is taken for whole.',
  sources: [
    'https://github.com/ranxianglei/billion-context/pull/239',
    'https://github.com/MAXeaglet/commandcode-proxy/issues/38',
  ],
  fix: 'Send `message_stop` only after `response.completed` or `response.incomplete`.',
  plays: ['streams'],
  judge: (exchanges) =>
    labelled(exchanges, 'a stream that is cut').flatMap((exchange) => [
      ...failIf(blocksOf(exchange) !== null, exchange, 'the client got an answer that looks whole'),
      ...failIf(exchange.ended === 'none', exchange, 'the client got no answer and no end'),
    ]),
};
