// Row: one cache key for all of a session.
import { neighbours } from '../../reading/conversations.ts';
import { sentRequest } from '../../reading/upstream-call.ts';
import type { Row } from '../../row.ts';
import { failIf, shown } from '../findings.ts';
import { needing } from '../needing.ts';

export const keyStable: Row = {
  id: 'key-stable',
  group: 'key',
  severity: 'error',
  title: 'the key of a session never changes',
  checks: '`prompt_cache_key` of each request equals that of the request before.',
  matters: 'Each new key is another cache: the whole prompt is paid again with every request.',
  sources: ['https://github.com/farion1231/cc-switch/issues/5835'],
  fix: "Take the key from the client's session, not from the request.",
  needsNoPlay: true,
  plays: ['tools'],
  judge: (exchanges) =>
    needing('key', exchanges, () =>
      neighbours(exchanges).flatMap(([before, now]) => {
        const [earlier, key] = [before, now].map((one) => sentRequest(one)?.prompt_cache_key);
        return failIf(earlier !== key, now, `the key was ${shown(earlier)} and is ${shown(key)}`);
      }),
    ),
};
