import { isAnswered, open, type Question, settled, user, withoutIds } from '../question.ts';

/** Short: input tokens are compared, not cached ones. */
const promptTokens = 200;

/** What happens to reasoning of an earlier user turn: is it still counted as input? */
export const userTurn: Question = {
  name: 'user-turn boundary',
  async ask(prober, known) {
    const session = prober.session('turn');
    const prompt = [
      prober.prefix('turn', promptTokens),
      user('Think hard about which of 391, 397 and 403 is prime. Then count from 1 to 5.'),
    ];
    const common = { session, key: session, effort: 'medium', include: true };
    const first = await prober.ask({ label: 'a turn that reasons', input: prompt, ...common });
    const output = first.items;
    const history = [...prompt, ...withoutIds(output)];
    const bare = history.filter((item) => (item as { type?: string }).type !== 'reasoning');
    const next = user('Say ok.');
    const kept = await prober.ask({
      label: 'next turn, reasoning kept',
      input: [...history, next],
      ...common,
    });
    const dropped = await prober.ask({
      label: 'next turn, reasoning dropped',
      input: [...bare, next],
      ...common,
    });
    const asked = [];
    for (const context of ['current_turn', 'all_turns']) {
      asked.push(
        await prober.ask({
          label: `next turn, reasoning kept, context ${context}`,
          input: [...history, next],
          ...common,
          context,
        }),
      );
    }
    const all = [first, kept, dropped, ...asked];
    if (![first, kept, dropped].every(isAnswered)) return open('some requests were refused', all);
    const reasoned = first.evidence.reasoning_tokens ?? 0;
    if (!output.some(({ type }) => type === 'reasoning') || reasoned === 0) {
      return open('the model did not reason', all);
    }
    known.reasoned = { prompt, output };
    const more = (kept.evidence.input_tokens ?? 0) - (dropped.evidence.input_tokens ?? 0);
    const counts = asked.map(
      ({ evidence }) => evidence.input_tokens ?? `refused ${evidence.status}`,
    );
    return settled(
      `${more} more input tokens with the ${reasoned} reasoning tokens of the turn before; under context current_turn and all_turns ${counts.join(' and ')} in all`,
      more === 0 || more > reasoned / 2 ? 'high' : 'low',
      { context_rule: more > reasoned / 2 ? 'all_turns' : 'current_turn' },
      all,
    );
  },
};
