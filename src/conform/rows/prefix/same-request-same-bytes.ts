// Row: the same request gives the same request.
import { neighbours } from '../../reading/conversations.ts';
import { bodyOf, lastCall } from '../../reading/upstream-call.ts';
import type { Row } from '../../row.ts';
import { failIf, shown } from '../findings.ts';

export const sameRequestSameBytes: Row = {
  id: 'same-request-same-bytes',
  group: 'prefix',
  severity: 'error',
  title: 'the same request is translated to the same bytes',
  checks: 'Two equal requests of a client reach the upstream as equal texts, but for metadata.',
  matters: 'A time, a counter or a random id in the prompt makes every request a new one.',
  sources: ['https://github.com/router-for-me/CLIProxyAPI/issues/5730'],
  fix: "Put nothing into the request that is not in the client's.",
  plays: ['repeat'],
  judge: (exchanges) =>
    neighbours(exchanges).flatMap(([before, now]) => {
      const [one, other] = [before, now].map((exchange) => {
        const call = lastCall(exchange);
        const { metadata: _m, client_metadata: _c, user: _u, ...body } = call ? bodyOf(call) : {};
        return JSON.stringify(body);
      });
      const at = [...(one ?? '')].findIndex((letter, index) => letter !== other?.[index]);
      const from = Math.max(0, at - 30);
      const detail = `from byte ${at}: ${shown(one?.slice(from))} / ${shown(other?.slice(from))}`;
      return failIf(one !== other, now, detail);
    }),
};
