// Row: reasoning stays with its account.
import { findHeader } from '../../../lib/header-list.ts';
import { reasoningAnswered, reasoningIn } from '../../reading/input-items.ts';
import type { Row } from '../../row.ts';
import { eachSent, failIf } from '../findings.ts';

export const reasoningOfAccount: Row = {
  id: 'reasoning-of-account',
  group: 'sessions',
  severity: 'error',
  title: 'reasoning of one account is not sent with another',
  checks:
    'After the upstream credential changed, the request holds no reasoning that was given ' +
    'under the one before.',
  matters: 'Ciphertext is bound to its account: a 400 whenever a pool of accounts takes turns.',
  sources: [
    'https://github.com/kaitranntt/ccs/issues/1402',
    'https://github.com/anomalyco/opencode/issues/48864',
  ],
  fix: 'Keep reasoning by account, or keep a session on its account.',
  plays: ['accounts'],
  judge: (exchanges) => {
    const [before, now] = exchanges;
    if (before === undefined || now === undefined) return [];
    const keys = [before, now].map((one) =>
      findHeader(one.upstream[0]?.headers ?? [], 'authorization'),
    );
    if (keys[0] === keys[1]) {
      return { notApplicable: "the gateway sends one credential, whatever the client's key" };
    }
    const gave = reasoningAnswered(before);
    return eachSent([now], (request, at) => {
      const sent = reasoningIn(request).filter((content) => gave.includes(content));
      return failIf(sent.length > 0, at, 'it holds reasoning of the other account');
    });
  },
};
