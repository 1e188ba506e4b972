// Row: reasoning stays in the history.
import { conversations } from '../../reading/conversations.ts';
import { reasoningAnswered, reasoningIn } from '../../reading/input-items.ts';
import { sentRequest } from '../../reading/upstream-call.ts';
import type { Row } from '../../row.ts';
import { failIf } from '../findings.ts';

export const reasoningKeptForGood: Row = {
  id: 'reasoning-kept-for-good',
  group: 'reasoning',
  severity: 'warning',
  title: 'reasoning stays in later requests too',
  checks: 'All reasoning that the upstream gave in a session is in its last request.',
  matters: 'Taking it out again changes the prompt in the middle: all that follows is paid again.',
  sources: [
    'https://github.com/CommandCodeAI/command-code/issues/840',
    'https://github.com/BerriAI/litellm/pull/36355',
  ],
  fix: 'Send reasoning back for as long as the item that it produced is sent.',
  needsNoPlay: true,
  plays: ['tools'],
  judge: (exchanges) =>
    conversations(exchanges).flatMap((played) => {
      const last = played.at(-1);
      const request = last === undefined ? null : sentRequest(last);
      if (last === undefined || request === null) return [];
      const gave = played.slice(0, -1).flatMap(reasoningAnswered);
      const missing = gave.filter((content) => !reasoningIn(request).includes(content));
      if (gave.length === 0) return failIf(true, last, 'the upstream was not asked for reasoning');
      return failIf(missing.length > 0, last, `${missing.length} of ${gave.length} items are gone`);
    }),
};
