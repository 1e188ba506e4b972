// Row: reasoning is read where it is whole.
import { labelled } from '../../reading/conversations.ts';
import { reasoningAnswered, reasoningIn } from '../../reading/input-items.ts';
import { requestOf } from '../../reading/upstream-call.ts';
import type { Row } from '../../row.ts';
import { failIf } from '../findings.ts';

export const reasoningFromDone: Row = {
  id: 'reasoning-from-done',
  group: 'reasoning',
  severity: 'error',
  title: 'encrypted content that only `done` brings is kept',
  checks:
    'After an answer whose `output_item.added` has an empty `encrypted_content`, the whole ' +
    'content is sent back.',
  matters: 'An id without content is not found upstream: 404, and the session is dead.',
  sources: [
    'https://github.com/langchain-ai/langchainjs/issues/10844',
    'https://github.com/langchain-ai/langchain/pull/39635',
  ],
  fix: 'Take the item of `response.output_item.done`.',
  plays: ['interleaved'],
  judge: (exchanges) =>
    labelled(exchanges, 'an end that repeats all items').flatMap((at) => {
      const before = labelled(exchanges, 'reasoning that is whole when it is done');
      const gave = before.flatMap(reasoningAnswered);
      const sent = at.upstream.flatMap((call) => {
        const request = requestOf(call);
        return request === null ? [] : reasoningIn(request);
      });
      const isSent = gave.length > 0 && gave.every((content) => sent.includes(content));
      return failIf(!isSent, at, 'the reasoning of the answer before is not in the request');
    }),
};
