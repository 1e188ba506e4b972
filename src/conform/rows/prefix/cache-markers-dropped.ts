// Row: cache markers are not sent.

import type { Row } from '../../row.ts';
import { eachSent, failIf } from '../findings.ts';

export const cacheMarkersDropped: Row = {
  id: 'cache-markers-dropped',
  group: 'prefix',
  severity: 'error',
  title: 'cache markers of the Messages API are not sent',
  checks: 'No `cache_control` is in the upstream request.',
  matters:
    'The backend refuses fields that it does not know, and a marker moves with every ' + 'request.',
  sources: ['https://github.com/caozhiyuan/copilot-api/issues/143'],
  fix: 'Leave `cache_control` out wherever it occurs.',
  needsNoPlay: true,
  reads: 'anthropic',
  plays: ['tools'],
  judge: (exchanges) =>
    eachSent(exchanges, (request, at) =>
      failIf(JSON.stringify(request).includes('"cache_control"'), at, 'it holds cache_control'),
    ),
};
