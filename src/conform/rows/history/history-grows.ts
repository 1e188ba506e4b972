// Row: the history does not shrink.
import { historyShrank } from '../../../exchange/history-shrank.ts';
import { continues } from '../../reading/continues.ts';
import { conversations } from '../../reading/conversations.ts';
import { lastCall, usageOf } from '../../reading/upstream-call.ts';
import type { Row } from '../../row.ts';
import { failIf } from '../findings.ts';

export const historyGrows: Row = {
  id: 'history-grows',
  group: 'history',
  severity: 'error',
  title: 'the input grows with the conversation',
  checks:
    'Input tokens of each request are more than those of the one before, but for reasoning ' +
    'that the model leaves out. A client that compacts or rewinds sends fewer messages itself.',
  matters: 'A history that shrinks without a compaction is lost, while everything answers 200.',
  sources: [
    'https://github.com/bman654/clodex/pull/253',
    'https://github.com/Eigenwise/eigenwise-toolshed/issues/58',
    'https://github.com/KarpelesLab/teamclaude/pull/378',
  ],
  fix: 'Send the whole history with every request.',
  needsNoPlay: true,
  plays: ['tools', 'reminders'],
  judge: (exchanges) =>
    conversations(exchanges).flatMap((played) => {
      // The model leaves out reasoning of earlier user turns: that much may go.
      let reasoned = 0;
      return played.flatMap((now, index) => {
        const before = played[index - 1];
        const [earlier, later] = [before, now].map((one) => {
          const call = one && lastCall(one);
          return call ? usageOf(call) : null;
        });
        if (!before || !earlier || !later || !continues(before, now)) return [];
        reasoned += earlier.reasoningTokens ?? 0;
        const detail = `the input had ${earlier.inputTokens} tokens and has ${later.inputTokens}`;
        return failIf(historyShrank(earlier.inputTokens, later.inputTokens, reasoned), now, detail);
      });
    }),
};
