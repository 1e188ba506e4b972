// Row: each session has its key.
import { conversations } from '../../reading/conversations.ts';
import { sentRequest } from '../../reading/upstream-call.ts';
import type { Row } from '../../row.ts';
import { failIf, shown } from '../findings.ts';
import { needing } from '../needing.ts';

export const keyPerSession: Row = {
  id: 'key-per-session',
  group: 'sessions',
  severity: 'error',
  title: 'two sessions do not share a key',
  checks: 'The keys of two sessions of one client differ.',
  matters: 'Sessions under one key push each other out of the cache and share its rate.',
  sources: [
    'https://github.com/BerriAI/litellm/issues/37508',
    'https://github.com/BerriAI/litellm/pull/37623',
  ],
  fix: 'Make the key from the session id, not from the device, user or prompt.',
  plays: ['sessions'],
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
