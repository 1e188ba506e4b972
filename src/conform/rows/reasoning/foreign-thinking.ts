// Row: foreign thinking is not sent as reasoning.
import { reasoningIn } from '../../reading/input-items.ts';
import type { Row } from '../../row.ts';
import { eachSent, failIf, shown } from '../findings.ts';

export const foreignThinking: Row = {
  id: 'foreign-thinking',
  group: 'reasoning',
  severity: 'error',
  title: 'thinking of another vendor is not sent as reasoning',
  checks: 'No `encrypted_content` comes from a signature that this upstream never gave.',
  matters: 'The backend refuses it with a 400: a session that changed its model is dead.',
  sources: [
    'https://github.com/router-for-me/CLIProxyAPI/issues/2172',
    'https://github.com/duolahypercho/codex-router/pull/30',
  ],
  fix: 'Mark your signatures, and drop the others.',
  plays: ['foreign'],
  judge: (exchanges) =>
    eachSent(exchanges, (request, at) => {
      const sent = reasoningIn(request);
      return failIf(sent.length > 0, at, `it holds reasoning: ${shown(sent[0], 60)}`);
    }),
};
