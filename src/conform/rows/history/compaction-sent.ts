// Row: the summary of a compaction is sent.
import { labelled } from '../../reading/conversations.ts';
import { itemsOf, textIn } from '../../reading/input-items.ts';
import type { Row } from '../../row.ts';
import { eachSent, failIf } from '../findings.ts';

export const compactionSent: Row = {
  id: 'compaction-sent',
  group: 'history',
  severity: 'error',
  title: 'after a compaction the summary is the conversation',
  checks: "The upstream's input holds the summary and no item of the history that it replaced.",
  matters: 'An empty input is a 400; the old history is what the client wanted to get rid of.',
  sources: [
    'https://github.com/openai/openai-agents-python/issues/2317',
    'https://github.com/earendil-works/pi/issues/4246',
  ],
  fix: 'Translate what the client sends; add nothing from what you remember.',
  plays: ['compaction'],
  judge: (exchanges) =>
    eachSent(labelled(exchanges, 'after the compaction'), (request, at) => {
      const text = textIn(request.input);
      const old = itemsOf(request, 'function_call', 'function_call_output', 'reasoning');
      return [
        ...failIf(!text.includes('two files were read'), at, 'the summary is not in the input'),
        ...failIf(old.length > 0, at, `${old.length} items of the old history are still sent`),
      ];
    }),
};
