// Row: the context in which reasoning is read is the one that the history needs.
import { lastUserMessage } from '../../../wire/responses/last-user-message.ts';
import type { ResponsesRequest } from '../../../wire/responses/request.ts';
import { answerOf, lastCall, sentRequest } from '../../reading/upstream-call.ts';
import type { Row } from '../../row.ts';
import { failIf, shown } from '../findings.ts';

/** Reasoning of earlier user turns, which `current_turn` leaves out. */
function earlierReasoning({ input }: ResponsesRequest): number {
  const start = lastUserMessage(input);
  return input.filter(({ type }, index) => type === 'reasoning' && index < start).length;
}

export const contextAsAsked: Row = {
  id: 'context-as-asked',
  group: 'reasoning',
  severity: 'warning',
  title: 'reasoning is read in the context that was asked for, and that is sent',
  checks:
    'Where an answer names `reasoning.context`, it is the one of the request; `current_turn` ' +
    'is not asked for where reasoning of earlier user turns is sent.',
  matters:
    'The reasoning is sent and left out of the prompt: the model has forgotten, and what ' +
    'follows it is not cached.',
  sources: [
    'https://github.com/vllm-project/vllm/pull/49284',
    'https://developers.openai.com/api/docs/guides/reasoning#keeping-reasoning-items-in-context',
  ],
  fix: 'Ask for `reasoning.context: all_turns` where the history keeps all reasoning.',
  needsNoPlay: true,
  plays: ['tools'],
  judge(exchanges) {
    const named = exchanges.flatMap((at) => {
      const [call, request] = [lastCall(at), sentRequest(at)];
      const context = call && answerOf(call).reasoningContext;
      return request && context ? [{ at, request, context }] : [];
    });
    if (named.length === 0) return { notApplicable: 'no answer names `reasoning.context`' };
    return named.flatMap(({ at, request, context }) => {
      const asked = request.reasoning?.context;
      const isOther = asked !== undefined && asked !== 'auto' && asked !== context;
      const other = `asked for ${shown(asked)}, the answer has ${shown(context)}`;
      const left = asked === 'current_turn' ? earlierReasoning(request) : 0;
      const unread = `it asks for current_turn and sends reasoning of earlier user turns`;
      return [...failIf(isOther, at, other), ...failIf(!isOther && left > 0, at, unread)];
    });
  },
};
