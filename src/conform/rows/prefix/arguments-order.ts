// Row: arguments keep their key order.
import { isJsonObject, parseJson } from '../../../lib/json.ts';
import { objectsIn } from '../../reading/client-answer.ts';
import { field, itemsOf } from '../../reading/input-items.ts';
import type { Row } from '../../row.ts';
import { eachSent, failIf, shown } from '../findings.ts';

export const argumentsOrder: Row = {
  id: 'arguments-order',
  group: 'prefix',
  severity: 'error',
  title: 'arguments of a call keep their key order',
  checks: 'The keys of replayed arguments are in the order in which the model wrote them.',
  matters: 'The replayed call is another text than the cached one: the prefix ends there.',
  sources: ['https://github.com/headroomlabs-ai/headroom/issues/1042'],
  fix: 'Write `input` with its keys as they came; do not sort them.',
  needsNoPlay: true,
  reads: 'anthropic',
  plays: ['tools'],
  judge: (exchanges) =>
    eachSent(exchanges, (request, at) => {
      const blocks = objectsIn(at.sent.body['messages']).flatMap(({ content }) =>
        objectsIn(content),
      );
      return itemsOf(request, 'function_call').flatMap((item) => {
        const used = blocks.find(({ id }) => id === field(item, 'call_id'));
        const keys = (value: unknown): string =>
          isJsonObject(value) ? Object.keys(value).join() : '';
        if (used === undefined) return [];
        const [had, sent] = [keys(used['input']), keys(parseJson(field(item, 'arguments')))];
        return failIf(had !== sent, at, `${shown(had)} became ${shown(sent)}`);
      });
    }),
};
