// The answer of a run in which an arm cannot be compared: none.
import type { RunView } from '../view.ts';
import type { Answer } from './three-sentences.ts';

export function answerInvalid({ invalid }: Pick<RunView, 'invalid'>): Answer {
  const problems = invalid.map(({ arm, problem }) => `\`${arm}\` ${problem}`).join('; ');
  return {
    action: `Decide nothing by this run, which is invalid: ${problems}.`,
    worth: 'No figure: what did not take place costs little, and proves nothing.',
    change: [
      'A run in which every arm reaches the backend and finishes its trials: see the',
      'errors below, then play it again.',
    ].join(' '),
  };
}
