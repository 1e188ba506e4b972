// Row: a stream that fails is not a whole answer.
import { blocksOf } from '../../reading/client-answer.ts';
import { labelled } from '../../reading/conversations.ts';
import type { Row } from '../../row.ts';
import { failIf } from '../findings.ts';

export const failureTold: Row = {
  id: 'failure-told',
  group: 'answers',
  severity: 'error',
  title: 'a stream that fails is told as a failure',
  checks: 'After `response.failed` the client gets an error, not an answer that looks whole.',
  matters: 'Half an answer goes into the history as if the model had ended there.',
  sources: ['https://github.com/BerriAI/litellm/issues/39703'],
  fix: 'End the stream with an `error` event, or answer with a status.',
  plays: ['streams'],
  judge: (exchanges) =>
    labelled(exchanges, 'a stream that fails').flatMap((exchange) => [
      ...failIf(blocksOf(exchange) !== null, exchange, 'the client got an answer that looks whole'),
      ...failIf(exchange.ended === 'none', exchange, 'the client got no answer and no end'),
    ]),
};
