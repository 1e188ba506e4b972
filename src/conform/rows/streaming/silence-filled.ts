// Row: silence is filled with pings.
import { lastCall } from '../../reading/upstream-call.ts';
import type { Row } from '../../row.ts';
import { failIf } from '../findings.ts';

export const silenceFilled: Row = {
  id: 'silence-filled',
  group: 'streaming',
  severity: 'warning',
  title: 'a long silence is filled with pings',
  checks: 'During 16 seconds without output the client gets a `ping` event or a comment.',
  matters:
    'Clients and proxies between them close connections that are silent while the model ' +
    'reasons.',
  sources: [
    'https://github.com/weave-os/router/pull/1001',
    'https://github.com/BerriAI/litellm/pull/36024',
  ],
  fix: 'Send `ping` events every ten seconds or so.',
  plays: ['silence'],
  judge: (exchanges) =>
    exchanges.flatMap((exchange) => {
      const pause = lastCall(exchange)?.pause;
      const isSilent = pause?.ended !== 'client';
      return failIf(isSilent, exchange, `nothing came for ${pause?.ms ?? 0} ms`);
    }),
};
