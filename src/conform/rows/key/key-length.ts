// Row: a key that the backend takes.

import type { Row } from '../../row.ts';
import { eachSent, failIf, shown } from '../findings.ts';
import { needing } from '../needing.ts';

export const keyLength: Row = {
  id: 'key-length',
  group: 'key',
  severity: 'error',
  title: 'the key has at most 64 characters',
  checks: 'The length of `prompt_cache_key`.',
  matters: 'The backend refuses longer keys with a 400: no request succeeds.',
  sources: [
    'https://github.com/theopenco/llmgateway/pull/3110',
    'https://github.com/NousResearch/hermes-agent/issues/62063',
  ],
  fix: 'Send the session id alone, or a hash of what is longer.',
  needsNoPlay: true,
  plays: ['tools', 'metadata'],
  judge: (exchanges) =>
    needing('key', exchanges, () =>
      eachSent(exchanges, ({ prompt_cache_key: key = '' }, at) =>
        failIf(key.length > 64, at, `the key has ${key.length} characters: ${shown(key)}`),
      ),
    ),
};
