// Row: the session in metadata is read whole.
import type { Row } from '../../row.ts';
import { keysDiffer } from '../apart.ts';

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
  judge: keysDiffer,
};
