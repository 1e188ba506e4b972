// Row: the stop reason says what follows.
import { stopReasonOf } from '../../reading/client-answer.ts';
import { itemsAnswered } from '../../reading/input-items.ts';
import type { Row } from '../../row.ts';
import { failIf, shown } from '../findings.ts';
import { vendorPage } from '../vendor-page.ts';

export const stopReason: Row = {
  id: 'stop-reason',
  group: 'answers',
  severity: 'error',
  title: 'the stop reason is `tool_use` with calls and `end_turn` without',
  checks: '`stop_reason` of each whole answer.',
  matters: 'With `end_turn` after a call the agent stops; with `tool_use` and no call it waits.',
  sources: [vendorPage('build-with-claude/handling-stop-reasons')],
  fix: 'Set `tool_use` where the answer has a call, else `end_turn`.',
  needsNoPlay: true,
  reads: 'anthropic',
  plays: ['basic', 'tools'],
  judge: (exchanges) =>
    exchanges.flatMap((exchange) => {
      const calls = itemsAnswered(exchange).some(({ type }) => type === 'function_call');
      const wanted = calls ? 'tool_use' : 'end_turn';
      const got = stopReasonOf(exchange);
      return failIf(got !== wanted, exchange, `the stop reason is ${shown(got)}, not ${wanted}`);
    }),
};
