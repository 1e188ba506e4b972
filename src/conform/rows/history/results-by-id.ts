// Row: results belong to their calls.
import { field, itemsOf, textIn } from '../../reading/input-items.ts';
import type { Row } from '../../row.ts';
import { eachSent, failIf, shown } from '../findings.ts';
import { vendorPage } from '../vendor-page.ts';

export const resultsById: Row = {
  id: 'results-by-id',
  group: 'history',
  severity: 'error',
  title: 'results that come in another order reach their calls',
  checks: "The output of each call has the text of the client's result for that call.",
  matters: "The model reads one call's result as the other's.",
  sources: [vendorPage('agents-and-tools/tool-use/overview')],
  fix: 'Pair results by `tool_use_id`, never by place.',
  plays: ['tools'],
  judge: (exchanges) =>
    eachSent(exchanges, (request, at) => {
      const output = itemsOf(request, 'function_call_output').find(
        (item) => field(item, 'call_id') === 'call_grep_0001',
      );
      if (output === undefined) return [];
      const text = textIn((output as { output?: unknown }).output);
      return failIf(!text.includes('no match'), at, `the output of the search is ${shown(text)}`);
    }),
};
