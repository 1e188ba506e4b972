// Question: does reasoning count where the history before it was changed?
import { addedByReasoning, isReasoning, toolStep } from '../added-by-reasoning.ts';
import { address, open, type Question, settled, user, withoutIds } from '../question.ts';

/** A sentence goes in front of what was said before the model reasoned, in the same user turn. */
export const changedHistory: Question = {
  name: 'changed history',
  about: ['history_bound_reasoning'],
  needs: 'nothing',
  refusals: 'open',
  async ask(prober, known) {
    const { reasoned } = known;
    if (reasoned === null) return open('not asked: there is no reasoning to ask with');
    const { prompt, output, tokens } = reasoned;
    const added = await addedByReasoning(prober, {
      label: 'a history that was changed',
      input: [
        user('One thing before.'),
        ...prompt,
        ...withoutIds(output).filter(isReasoning),
        ...toolStep,
      ],
      ...address(known, prober.session('changed')),
      effort: 'medium',
      include: true,
    });
    if (added === null) return open('some requests were refused');
    const isKept = added > tokens / 2;
    return settled(
      `${added} more input tokens with ${tokens} reasoning tokens behind a changed history`,
      added === 0 || isKept ? 'high' : 'low',
      { history_bound_reasoning: isKept ? 'kept' : 'dropped' },
    );
  },
};
