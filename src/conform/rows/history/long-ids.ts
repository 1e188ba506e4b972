// Row: long ids are shortened.
import { field } from '../../reading/input-items.ts';
import type { Row } from '../../row.ts';
import { eachSent, failIf, unanswered } from '../findings.ts';

export const longIds: Row = {
  id: 'long-ids',
  group: 'history',
  severity: 'error',
  title: 'call ids of more than 64 characters are accepted',
  checks: 'No `call_id` is longer than 64 characters, and the request is answered.',
  matters: 'The backend refuses the whole request with a 400.',
  sources: ['https://github.com/openclaw/openclaw/issues/155984'],
  fix: 'Replace a long id by a hash of it, for the call and for its result.',
  plays: ['reused'],
  judge: (exchanges) => [
    ...eachSent(exchanges, (request, at) => {
      const long = request.input.map((item) => field(item, 'call_id')).find((id) => id.length > 64);
      return failIf(long !== undefined, at, `a call id has ${long?.length} characters`);
    }),
    ...unanswered(exchanges),
  ],
};
