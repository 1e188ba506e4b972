// Row: each session has its key.
import type { Row } from '../../row.ts';
import { keysDiffer } from '../apart.ts';

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
  judge: keysDiffer,
};
