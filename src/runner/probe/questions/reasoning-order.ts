// Question: which orders of reasoning items are refused?
import { isReasoning } from '../added-by-reasoning.ts';
import { address, open, type Question, settled, user, withoutIds } from '../question.ts';

const rules = {
  misplaced: 'reasoning-misplaced-without-id',
  trailing: 'reasoning-trailing-without-id',
  duplicated: 'reasoning-duplicated-without-id',
  'with ids': 'item-ids-refused',
} as const;

/**
 * Which histories with reasoning are refused: misplaced, trailing, duplicated, or with their ids?
 */
export const reasoningOrder: Question = {
  name: 'order and ids of reasoning',
  about: ['rules_on'],
  needs: 'nothing',
  refusals: 'asked',
  async ask(prober, known) {
    const { reasoned } = known;
    if (reasoned === null) return open('not asked: there is no reasoning to ask with');
    const { prompt, output } = reasoned;
    const plain = withoutIds(output);
    const reasoning = plain.filter(isReasoning);
    const common = {
      ...address(known, prober.session('order')),
      include: true,
      effort: 'medium',
    };
    const next = user('Say ok.');
    const histories: Record<keyof typeof rules, readonly object[]> = {
      misplaced: [...reasoning, ...prompt],
      trailing: [...prompt, ...reasoning],
      duplicated: [...prompt, ...plain, ...plain, next],
      'with ids': [...prompt, ...output, next],
    };
    const refused: (keyof typeof rules)[] = [];
    let isClear = true;
    for (const [name, input] of Object.entries(histories) as [keyof typeof rules, object[]][]) {
      const { evidence } = await prober.ask({ label: `reasoning ${name}`, input, ...common });
      const { status } = evidence;
      if (status === 400 || status === 404) refused.push(name);
      else if (status !== 200) isClear = false;
    }
    if (!isClear) return open('some requests failed otherwise');
    const finding = `refused: ${refused.join(', ') || 'none'} of ${Object.keys(rules).join(', ')}`;
    return {
      ...settled(finding, 'high', {}),
      rules_on: refused.map((name) => rules[name]),
    };
  },
};
