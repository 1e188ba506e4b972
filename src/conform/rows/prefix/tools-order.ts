// Row: the tools stay in order.
import { objectsIn } from '../../reading/client-answer.ts';
import type { Row } from '../../row.ts';
import { eachSent, failIf } from '../findings.ts';

export const toolsOrder: Row = {
  id: 'tools-order',
  group: 'prefix',
  severity: 'error',
  title: "tools keep the client's order",
  checks: "The names of the upstream's tools are in the order in which the client sends them.",
  matters:
    'Tools are the start of the prompt: another order is another prompt, and nothing is ' +
    'cached.',
  sources: [
    'https://github.com/langchain-ai/deepagents/pull/2497',
    'https://github.com/anthropics/claude-agent-sdk-typescript/issues/89',
  ],
  fix: 'Keep the list as it came; do not sort it or go through an unordered map.',
  needsNoPlay: true,
  plays: ['tools'],
  judge: (exchanges) =>
    eachSent(exchanges, (request, at) => {
      const names = (request.tools ?? []).map(({ name }) => name ?? '');
      const wanted = objectsIn(at.sent.body['tools']).map(({ name }) => String(name));
      const kept = wanted.filter((name) => names.includes(name));
      const inOrder = names.filter((name) => kept.includes(name));
      return failIf(kept.join() !== inOrder.join(), at, `sent ${kept}, upstream ${inOrder}`);
    }),
};
