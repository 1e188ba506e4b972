// Row: every call reaches the client.
import { blocksOf } from '../../reading/client-answer.ts';
import { field, itemsAnswered } from '../../reading/input-items.ts';
import type { Row } from '../../row.ts';
import { failIf, shown } from '../findings.ts';

export const callsArrive: Row = {
  id: 'calls-arrive',
  group: 'answers',
  severity: 'error',
  title: 'every call reaches the client once, with its name',
  checks: "The `tool_use` blocks are the upstream's calls, by id and name, each once.",
  matters: "A lost call ends the agent's turn; a doubled one runs a command twice.",
  sources: [
    'https://github.com/BerriAI/litellm/issues/42005',
    'https://github.com/diegosouzapw/OmniRoute/issues/686',
  ],
  fix: 'Open one block per call, from its first event to its last.',
  needsNoPlay: true,
  reads: 'anthropic',
  plays: ['tools', 'interleaved'],
  judge: (exchanges) =>
    exchanges.flatMap((exchange) => {
      const named = (id: unknown, name: unknown): string => `${id} ${name}`;
      const gave = itemsAnswered(exchange)
        .filter(({ type }) => type === 'function_call')
        .map((item) => named(field(item, 'call_id'), field(item, 'name')));
      const got = (blocksOf(exchange) ?? [])
        .filter(({ type }) => type === 'tool_use')
        .map(({ id, name }) => named(id, name));
      const detail = `the upstream called ${shown(gave)}, the client got ${shown(got)}`;
      return failIf(gave.toSorted().join() !== got.toSorted().join(), exchange, detail);
    }),
};
