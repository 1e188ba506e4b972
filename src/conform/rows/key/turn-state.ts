// Row: the turn state stays in its turn.
import { findHeader } from '../../../lib/header-list.ts';
import { turnStateHeader } from '../../../wire/responses/turn-state.ts';
import { labelled } from '../../reading/conversations.ts';
import { lastCall } from '../../reading/upstream-call.ts';
import type { Row } from '../../row.ts';
import { failIf, shown } from '../findings.ts';

export const turnState: Row = {
  id: 'turn-state',
  group: 'key',
  severity: 'warning',
  service: 'codex-backend',
  title: 'the routing token of a user turn is not sent in the next one',
  checks:
    "Where the upstream's turn-state header is echoed, the first request of a user turn " +
    'does not have it.',
  matters:
    'Codex CLI never sends it between turns; the backend may route by a machine that is ' + 'gone.',
  sources: ['https://github.com/openai/codex/blob/main/codex-rs/core/src/client.rs'],
  fix: 'Forget the token when the user speaks again.',
  plays: ['tools'],
  judge: (exchanges) => {
    const stateOf = (exchange: (typeof exchanges)[number]): string | undefined =>
      findHeader(lastCall(exchange)?.headers ?? [], turnStateHeader);
    if (exchanges.every((exchange) => stateOf(exchange) === undefined)) {
      return { notApplicable: 'the gateway does not echo the header' };
    }
    return labelled(exchanges, 'call of the second user turn').flatMap((exchange) => {
      const sent = stateOf(exchange);
      return failIf(sent !== undefined, exchange, `it is ${shown(sent)} in the next user turn`);
    });
  },
};
