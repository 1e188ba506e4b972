// Row: a cache key on every request.

import type { Row } from '../../row.ts';
import { eachSent, failIf } from '../findings.ts';

export const keyPresent: Row = {
  id: 'key-present',
  group: 'key',
  severity: 'error',
  title: 'every request has a cache key',
  checks: '`prompt_cache_key` is a text that is not empty in every request of a session.',
  matters:
    'Without a key the requests of a session reach different machines, and little is ' + 'cached.',
  sources: [
    'https://github.com/BerriAI/litellm/issues/37508',
    'https://github.com/BerriAI/litellm/pull/42012',
  ],
  fix: "Send the client's session id as `prompt_cache_key`.",
  needsNoPlay: true,
  plays: ['tools'],
  judge: (exchanges) =>
    eachSent(exchanges, (request, at) =>
      failIf(!request.prompt_cache_key, at, 'the request has no `prompt_cache_key`'),
    ),
};
