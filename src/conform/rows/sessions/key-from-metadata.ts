// Row: the session in metadata is read whole.
import { conversations } from '../../reading/conversations.ts';
import { sentRequest } from '../../reading/upstream-call.ts';
import type { Row } from '../../row.ts';
import { failIf, shown } from '../findings.ts';
import { needing } from '../needing.ts';

export const keyFromMetadata: Row = {
  id: 'key-from-metadata',
  group: 'sessions',
  severity: 'error',
  title: 'sessions that are named in `metadata` have different keys',
  checks:
    'Two sessions without a session header, named in `metadata.user_id` as JSON, have ' +
    'different keys.',
  matters:
    'Cutting the text to its first 64 characters leaves the device id: one key for all ' +
    'sessions.',
  sources: ['https://github.com/BerriAI/litellm/pull/40342'],
  fix: 'Read `session_id` out of `metadata.user_id` instead of cutting the text.',
  plays: ['metadata'],
  judge: (exchanges) =>
    needing('key', exchanges, () => {
      const keys = conversations(exchanges).map((played) => {
        const [first] = played;
        return first === undefined ? undefined : sentRequest(first)?.prompt_cache_key;
      });
      const at = exchanges.at(-1);
      if (at === undefined || keys[0] === undefined) return [];
      return failIf(keys[0] === keys[1], at, `both sessions have the key ${shown(keys[0])}`);
    }),
};
