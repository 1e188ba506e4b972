// Row: a tool that comes later goes to the end.
import { neighbours } from '../../reading/conversations.ts';
import { sentRequest } from '../../reading/upstream-call.ts';
import type { Row } from '../../row.ts';
import { failIf, shown } from '../findings.ts';

export const lateToolLast: Row = {
  id: 'late-tool-last',
  group: 'prefix',
  severity: 'warning',
  title: 'a tool that comes later does not move the others',
  checks: 'The list of tools begins with the list of the request before.',
  matters:
    'A tool in the middle of the list breaks the prompt there: everything after it is paid ' +
    'again.',
  sources: [
    'https://github.com/anthropics/claude-agent-sdk-typescript/issues/89',
    'https://github.com/langchain-ai/deepagents/pull/2497',
  ],
  fix: 'Append tools in the order in which they first came.',
  plays: ['late-tools'],
  judge: (exchanges) =>
    neighbours(exchanges).flatMap(([before, now]) => {
      const [earlier, later] = [before, now].map((one) =>
        (sentRequest(one)?.tools ?? []).map((tool) => tool.name ?? tool.type),
      );
      const isKept = earlier?.every((name, index) => name === later?.[index]);
      return failIf(!isKept, now, `${shown(earlier)} became ${shown(later)}`);
    }),
};
