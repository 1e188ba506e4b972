// Row: parallel calls can be switched off.
import { labelled } from '../../reading/conversations.ts';
import type { Row } from '../../row.ts';
import { eachSent, failIf, shown } from '../findings.ts';
import { vendorPage } from '../vendor-page.ts';

export const oneCallAtATime: Row = {
  id: 'one-call-at-a-time',
  group: 'history',
  severity: 'warning',
  title: 'parallel calls are switched off where the client says so',
  checks: '`disable_parallel_tool_use` becomes `parallel_tool_calls: false`.',
  matters: 'The client gets two calls where it can run one.',
  sources: [vendorPage('agents-and-tools/tool-use/overview')],
  fix: 'Send `parallel_tool_calls: false`.',
  plays: ['choices'],
  judge: (exchanges) =>
    eachSent(labelled(exchanges, 'one call at a time'), (request, at) => {
      const sent = request.parallel_tool_calls;
      return failIf(sent !== false, at, `parallel_tool_calls is ${shown(sent)}`);
    }),
};
