// Row: arguments keep their key order.
import { isJsonObject, parseJson } from '../../../lib/json.ts';
import { field, itemsAnswered, itemsOf } from '../../reading/input-items.ts';
import type { Row } from '../../row.ts';
import { eachSent, failIf } from '../findings.ts';

export const argumentsOrder: Row = {
  id: 'arguments-order',
  group: 'prefix',
  severity: 'error',
  title: 'arguments of a call keep their key order',
  checks: 'The keys of replayed arguments are in the order in which the model wrote them.',
  matters: 'The replayed call is another text than the cached one: the prefix ends there.',
  sources: ['headroom issue 1042'],
  fix: 'Write `input` with its keys as they came; do not sort them.',
  plays: ['tools'],
  judge: (exchanges) =>
    eachSent(exchanges, (request, at) =>
      itemsOf(request, 'function_call').flatMap((item) => {
        const input = parseJson(field(item, 'arguments'));
        const wanted = exchanges
          .flatMap((one) => itemsAnswered(one))
          .find((one) => field(one, 'call_id') === field(item, 'call_id'));
        const keys = (value: unknown): string =>
          isJsonObject(value) ? Object.keys(value).join() : '';
        if (wanted === undefined) return [];
        const original = keys(parseJson(field(wanted, 'arguments')));
        return failIf(original !== keys(input), at, `${original} became ${keys(input)}`);
      }),
    ),
};
