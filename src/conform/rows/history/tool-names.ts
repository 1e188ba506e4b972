// Row: long tool names are mapped.
import { longName } from '../../plays/names.ts';
import { blocksOf } from '../../reading/client-answer.ts';
import { labelled } from '../../reading/conversations.ts';
import type { Row } from '../../row.ts';
import { eachSent, failIf, shown } from '../findings.ts';

export const toolNames: Row = {
  id: 'tool-names',
  group: 'history',
  severity: 'error',
  title: 'long tool names are shortened upstream and restored for the client',
  checks:
    "Names upstream fit `[a-zA-Z0-9_-]{1,64}`, and the client's call has the client's " + 'name.',
  matters:
    'The backend refuses the request; a name that is not restored is a tool that the ' +
    'client does not have.',
  sources: [
    'https://github.com/mrexodia/ida-pro-mcp/issues/129',
    'https://github.com/thedotmack/claude-mem/issues/359',
  ],
  fix: 'Shorten with a hash, and map the name back in the answer.',
  plays: ['names'],
  judge: (exchanges) => [
    ...eachSent(exchanges, (request, at) => {
      const wrong = (request.tools ?? []).find(({ name }) => !/^[\w-]{1,64}$/.test(name ?? 'a'));
      return failIf(wrong !== undefined, at, `a tool is sent as ${shown(wrong?.name)}`);
    }),
    ...labelled(exchanges, 'a call of a tool with a long name').flatMap((at) => {
      const got = blocksOf(at)?.find(({ type }) => type === 'tool_use')?.['name'];
      return failIf(got !== longName, at, `the client's call is of ${shown(got)}`);
    }),
  ],
};
