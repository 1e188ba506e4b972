// Question: which reasoning does a user turn drop?
import { isReasoning } from '../added-by-reasoning.ts';
import type { ProbeResult } from '../prober.ts';
import {
  address,
  type Finding,
  isAnswered,
  open,
  type Question,
  settled,
  user,
  withoutIds,
} from '../question.ts';

/** Short: input tokens are compared, not cached ones. */
const promptTokens = 200;

const inputTokensOf = ({ evidence }: ProbeResult): number => evidence.input_tokens ?? 0;

/** Whether `reasoning.context` is heard; nothing when it was refused. */
function contextRequests(
  turn: ProbeResult,
  all: ProbeResult,
  reasoned: number,
): Finding['parameters'] {
  if (!isAnswered(turn) || !isAnswered(all)) return {};
  const isHeard = inputTokensOf(all) - inputTokensOf(turn) > reasoned / 2;
  return { context_requests: isHeard ? 'honoured' : 'ignored' };
}

/** What happens to reasoning of an earlier user turn: is it still counted as input? */
export const userTurn: Question = {
  name: 'user-turn boundary',
  about: ['context_rule', 'context_requests'],
  needs: 'nothing',
  refusals: 'asked',
  async ask(prober, known) {
    const prompt = [
      prober.prefix('turn', promptTokens),
      user('Think hard about which of 391, 397 and 403 is prime. Then count from 1 to 5.'),
    ];
    const common = {
      ...address(known, prober.session('turn')),
      effort: 'medium',
      include: true,
    };
    const first = await prober.ask({ label: 'a turn that reasons', input: prompt, ...common });
    const output = first.items;
    const history = [...prompt, ...withoutIds(output)];
    const bare = history.filter((item) => !isReasoning(item));
    const askNext = (label: string, before: readonly object[], context?: string) =>
      prober.ask({
        label: `next turn, reasoning ${label}`,
        input: [...before, user('Say ok.')],
        ...common,
        ...(context !== undefined && { context }),
      });
    const kept = await askNext('kept', history);
    const dropped = await askNext('dropped', bare);
    const turn = await askNext('kept, context current_turn', history, 'current_turn');
    const all = await askNext('kept, context all_turns', history, 'all_turns');
    if (![first, kept, dropped].every(isAnswered)) return open('some requests were refused');
    const reasoned = first.evidence.reasoning_tokens ?? 0;
    if (!output.some(({ type }) => type === 'reasoning') || reasoned === 0) {
      return open('the model did not reason');
    }
    known.reasoned = { prompt, output, tokens: reasoned };
    const more = inputTokensOf(kept) - inputTokensOf(dropped);
    const rule = more > reasoned / 2 ? 'all_turns' : 'current_turn';
    const heard = contextRequests(turn, all, reasoned);
    if (rule === 'current_turn') known.droppingContext = 'default';
    else if (heard['context_requests'] === 'honoured') known.droppingContext = 'asked';
    const counts = [turn, all].map(
      ({ evidence }) => evidence.input_tokens ?? `refused ${evidence.status}`,
    );
    return settled(
      `${more} more input tokens with the ${reasoned} reasoning tokens of the turn before; under context current_turn and all_turns ${counts.join(' and ')} in all`,
      more === 0 || more > reasoned / 2 ? 'high' : 'low',
      { context_rule: rule, ...heard },
    );
  },
};
