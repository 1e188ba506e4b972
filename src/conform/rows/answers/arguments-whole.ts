// Row: arguments of calls arrive whole.
import { canonicalJson } from '../../../lib/canonical-json.ts';
import { parseJson } from '../../../lib/json.ts';
import { blocksOf } from '../../reading/client-answer.ts';
import { field, itemsAnswered } from '../../reading/input-items.ts';
import type { Row } from '../../row.ts';
import { failIf, shown } from '../findings.ts';

export const argumentsWhole: Row = {
  id: 'arguments-whole',
  group: 'answers',
  severity: 'error',
  title: 'the arguments of a call arrive whole',
  checks: 'The `input` of each `tool_use` is the JSON that the upstream generated.',
  matters: 'The client runs another command than the model meant, or none.',
  sources: [
    'https://github.com/diegosouzapw/OmniRoute/issues/686',
    'https://github.com/Gitlawb/openclaude/issues/1259',
  ],
  fix: 'Send every argument delta to the block of its call.',
  needsNoPlay: true,
  reads: 'anthropic',
  plays: ['tools', 'interleaved'],
  judge: (exchanges) =>
    exchanges.flatMap((exchange) =>
      itemsAnswered(exchange).flatMap((item) => {
        if (item.type !== 'function_call') return [];
        const id = field(item, 'call_id');
        const block = (blocksOf(exchange) ?? []).find((one) => one['id'] === id);
        if (block === undefined) return [];
        const [gave, got] = [parseJson(field(item, 'arguments')), block['input']].map((value) =>
          canonicalJson(value ?? null),
        );
        return failIf(gave !== got, exchange, `${id}: ${shown(gave)} became ${shown(got)}`);
      }),
    ),
};
