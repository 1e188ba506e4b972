// Row: a refusal inside the stream is survived.
import type { Row } from '../../row.ts';
import { refusalIsSurvived } from '../refusals.ts';

export const refusedLateRecovers: Row = {
  id: 'refused-late-recovers',
  group: 'reasoning',
  severity: 'error',
  title: 'a session survives that its reasoning is refused inside the stream',
  checks:
    'After `response.failed` with `invalid_encrypted_content` before any output the client ' +
    'gets its answer, or an error at which it drops its thinking.',
  matters:
    'The status was 200, so nothing is tried again: the session is dead, or the answer ' + 'empty.',
  sources: [
    'https://github.com/openclaw/openclaw/issues/95441',
    'https://github.com/openclaw/openclaw/issues/124465',
  ],
  fix: 'Hold the answer back until its first output, and send the request again without reasoning.',
  plays: ['refused-late'],
  judge: refusalIsSurvived,
};
