// Row: a shortened name stays the same in the history.
import { field, itemsOf } from '../../reading/input-items.ts';
import type { Row } from '../../row.ts';
import { eachSent, failIf, shown } from '../findings.ts';

export const toolNamesReplayed: Row = {
  id: 'tool-names-replayed',
  group: 'history',
  severity: 'error',
  title: 'a replayed call has the name that the tool list has',
  checks: "The `name` of each call in the input is one of the request's tools.",
  matters:
    'The model sees calls of tools that do not exist, and the prompt differs from the ' +
    'cached one.',
  sources: ['no public report found; docs/simulator.md#refusals'],
  fix: 'Map names in the history as in the list of tools.',
  plays: ['names'],
  judge: (exchanges) =>
    eachSent(exchanges, (request, at) => {
      const offered = (request.tools ?? []).map(({ name }) => name);
      const names = itemsOf(request, 'function_call').map((item) => field(item, 'name'));
      const unknown = names.filter((name) => !offered.includes(name));
      return failIf(unknown.length > 0, at, `no tool is named ${shown(unknown)}`);
    }),
};
