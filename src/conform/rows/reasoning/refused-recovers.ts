// Row: a refusal of reasoning is survived.
import type { Row } from '../../row.ts';
import { refusalIsSurvived } from '../refusals.ts';

export const refusedRecovers: Row = {
  id: 'refused-recovers',
  group: 'reasoning',
  severity: 'error',
  title: 'a session survives that its reasoning is refused',
  checks:
    'After `invalid_encrypted_content` with a 400 the client gets its answer, or the ' +
    'signature error at which it drops its thinking.',
  matters:
    'Otherwise every further request of the session fails the same way: the session is ' + 'dead.',
  sources: [
    'https://github.com/openclaw/openclaw/issues/124465',
    'https://github.com/openai/codex/issues/8119',
    'https://github.com/BigPizzaV3/CodexPlusPlus/issues/218',
  ],
  fix: 'Send the request once more without reasoning.',
  plays: ['refused'],
  judge: refusalIsSurvived,
};
