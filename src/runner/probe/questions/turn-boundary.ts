// Question: what begins a user turn?
import { addedByReasoning, isReasoning, toolStep } from '../added-by-reasoning.ts';
import { address, open, type Question, settled, user, withoutIds } from '../question.ts';

/**
 * A user speaks behind a tool result, before the model has answered: does the reasoning before it
 * still count? Only where a user turn drops reasoning does that show.
 */
export const turnBoundary: Question = {
  name: 'turn boundary',
  about: ['turn_boundary'],
  needs: 'nothing',
  refusals: 'open',
  async ask(prober, known) {
    const { reasoned, droppingContext } = known;
    if (reasoned === null) return open('not asked: there is no reasoning to ask with');
    if (droppingContext === null) {
      return open('not asked: no user turn was seen to drop reasoning');
    }
    const { prompt, output, tokens } = reasoned;
    const added = await addedByReasoning(prober, {
      label: 'a user message behind a tool result',
      input: [...prompt, ...withoutIds(output).filter(isReasoning), ...toolStep, user('Say ok.')],
      ...address(known, prober.session('boundary')),
      effort: 'medium',
      include: true,
      ...(droppingContext === 'asked' && { context: 'current_turn' }),
    });
    if (added === null) return open('some requests were refused');
    const isKept = added > tokens / 2;
    return settled(
      `${added} more input tokens with ${tokens} reasoning tokens before a user message`,
      added === 0 || isKept ? 'high' : 'low',
      { turn_boundary: isKept ? 'final_answer' : 'user_message' },
    );
  },
};
