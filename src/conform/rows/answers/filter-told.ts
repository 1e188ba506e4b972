// Row: a filtered answer says so.
import { stopReasonOf } from '../../reading/client-answer.ts';
import { labelled } from '../../reading/conversations.ts';
import type { Row } from '../../row.ts';
import { failIf } from '../findings.ts';
import { vendorPage } from '../vendor-page.ts';

export const filterTold: Row = {
  id: 'filter-told',
  group: 'answers',
  severity: 'warning',
  title: 'an answer that a filter ended does not look whole',
  checks: '`stop_reason` after `content_filter` is neither `end_turn` nor `tool_use`.',
  matters: 'The agent continues with half a sentence.',
  sources: [vendorPage('build-with-claude/handling-stop-reasons')],
  fix: 'Use `refusal`, or an error.',
  plays: ['streams'],
  judge: (exchanges) =>
    labelled(exchanges, 'an answer that a filter ends').flatMap((exchange) => {
      const got = stopReasonOf(exchange) ?? '';
      return failIf(['end_turn', 'tool_use'].includes(got), exchange, `the stop reason is ${got}`);
    }),
};
