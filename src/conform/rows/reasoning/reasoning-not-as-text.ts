// Row: reasoning is not turned into text.
import { itemsOf, textIn } from '../../reading/input-items.ts';
import type { Row } from '../../row.ts';
import { eachSent, failIf } from '../findings.ts';

export const reasoningNotAsText: Row = {
  id: 'reasoning-not-as-text',
  group: 'reasoning',
  severity: 'error',
  title: 'reasoning is not sent as text',
  checks: 'No message or instruction holds the reasoning summary.',
  matters:
    'Everything answers 200, while the prompt grows, the cache misses and answers get ' + 'worse.',
  sources: [
    'https://github.com/Wei-Shaw/sub2api/pull/6633',
    'https://github.com/BerriAI/litellm/issues/42005',
  ],
  fix: 'Drop a thinking block that cannot be sent as a reasoning item.',
  plays: ['tools'],
  judge: (exchanges) =>
    eachSent(exchanges, (request, at) => {
      const texts = textIn([request.instructions, itemsOf(request, 'message')]);
      const isEchoed = /<thinking>|The next step is clear/.test(texts);
      return failIf(isEchoed, at, 'a message holds the text of the reasoning summary');
    }),
};
