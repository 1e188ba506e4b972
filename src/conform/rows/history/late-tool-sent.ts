// Row: a tool that comes later is offered.
import { lateToolName } from '../../plays/late-tools.ts';
import { labelled } from '../../reading/conversations.ts';
import { itemsOf } from '../../reading/input-items.ts';
import type { Row } from '../../row.ts';
import { eachSent, failIf } from '../findings.ts';

export const lateToolSent: Row = {
  id: 'late-tool-sent',
  group: 'history',
  severity: 'error',
  title: 'a tool that comes later reaches the model',
  checks: 'The tool is in the list or in an `additional_tools` item of the next request.',
  matters: 'The client has a tool that the model cannot call.',
  sources: [
    'https://github.com/langchain-ai/deepagents/pull/2497',
    'https://github.com/anthropics/claude-agent-sdk-typescript/issues/89',
  ],
  fix: 'Read the tools of every request.',
  plays: ['late-tools'],
  judge: (exchanges) =>
    eachSent(labelled(exchanges, 'with the tool'), (request, at) => {
      const sent = JSON.stringify([request.tools, itemsOf(request, 'additional_tools')]);
      return failIf(!sent.includes(lateToolName), at, `${lateToolName} is not in the request`);
    }),
};
