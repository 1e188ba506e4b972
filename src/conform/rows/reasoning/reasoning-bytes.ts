// Row: reasoning comes back byte for byte.
import { reasoningAnswered, reasoningIn } from '../../reading/input-items.ts';
import type { Row } from '../../row.ts';
import { eachSent, failIf, shown } from '../findings.ts';
import { needing } from '../needing.ts';

export const reasoningBytes: Row = {
  id: 'reasoning-bytes',
  group: 'reasoning',
  severity: 'error',
  title: 'reasoning comes back with the same bytes',
  checks: 'Every ciphertext that is sent was given by the upstream, unchanged.',
  matters: 'Other bytes cannot be decrypted: a 400, or reasoning that is silently gone.',
  sources: [
    'https://github.com/BerriAI/litellm/issues/40288',
    'https://github.com/openclaw/openclaw/issues/131790',
  ],
  fix: 'Keep `encrypted_content` as it came; build no reasoning item from the summary.',
  needsNoPlay: true,
  plays: ['tools', 'media'],
  judge: (exchanges) =>
    needing('reasoning', exchanges, () => {
      const given = new Set(exchanges.flatMap(reasoningAnswered));
      return eachSent(exchanges, (request, at) => {
        const wrong = reasoningIn(request).filter(
          (content) => content !== '' && !given.has(content),
        );
        return failIf(wrong.length > 0, at, `the upstream never gave ${shown(wrong[0], 60)}`);
      });
    }),
};
