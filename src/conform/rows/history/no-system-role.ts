// Row: no message of role system.
import { field } from '../../reading/input-items.ts';
import type { Row } from '../../row.ts';
import { eachSent, failIf } from '../findings.ts';

export const noSystemRole: Row = {
  id: 'no-system-role',
  group: 'history',
  severity: 'error',
  service: 'codex-backend',
  title: 'no message of role `system` is sent',
  checks: 'No input item has the role `system`.',
  matters: 'The Codex backend refuses the role with a 400, or its front with a 403.',
  sources: ['https://github.com/qxcnm/Codex-Manager/pull/292'],
  fix: 'Use the role `developer`.',
  needsNoPlay: true,
  plays: ['reminders'],
  judge: (exchanges) =>
    eachSent(exchanges, (request, at) => {
      const wrong = request.input.findIndex((item) => field(item, 'role') === 'system');
      return failIf(wrong >= 0, at, `/input/${wrong} has the role system`);
    }),
};
