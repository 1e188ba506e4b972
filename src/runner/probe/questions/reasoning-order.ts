// Question: which orders of reasoning items are refused?
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
    // In a dry run nothing has reasoned: the requests then represent the real ones.
    const { prompt, output } = reasoned ?? { prompt: [user('Say ok.')], output: [] };
    const plain = withoutIds(output);
    const reasoning = plain.filter((item) => (item as { type?: string }).type === 'reasoning');
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
    let isClear = reasoned !== null;
    for (const [name, input] of Object.entries(histories) as [keyof typeof rules, object[]][]) {
      const { evidence } = await prober.ask({ label: `reasoning ${name}`, input, ...common });
      const { status } = evidence;
      if (status === 400 || status === 404) refused.push(name);
      else if (status !== 200) isClear = false;
    }
    if (!isClear) return open('no reasoning to ask with, or other errors');
    const finding = `refused: ${refused.join(', ') || 'none'} of ${Object.keys(rules).join(', ')}`;
    return {
      ...settled(finding, 'high', {}),
      rules_on: refused.map((name) => rules[name]),
    };
  },
};
