// The section of a run's report that says where the cache breaks, per arm.

import type { RunDefinition, RunStore, Trial } from '../domain/run.ts';
import type { Tokenizer } from '../domain/tokenizer.ts';
import type { ExplainedCall } from './explain-call.ts';
import { explainSession } from './explain-session.ts';
import { renderExplainMarkdown } from './render-explain.ts';
import { summariseCalls } from './summarise.ts';
import { trialCalls, trialParameters, trialPrices } from './trial-calls.ts';

/** Trials of one arm that are explained: a large run must not wait for its report. */
const trialsMax = 50;

/**
 * Over the trials of the run's first variant; empty when there is none.
 * @param store the exchanges of one trial at a time are read from it: those of a long run would not
 *   fit into memory
 * @param arms those that are explained, in this order
 */
export function explainArms(
  definition: RunDefinition,
  trials: readonly Trial[],
  store: Pick<RunStore, 'readTrial'>,
  tokenizer: Tokenizer,
  arms: readonly string[] = definition.arms.map(({ name }) => name),
): string {
  // Trials may be played in any order; the first variant is the run's base.
  const first = definition.variants.find(({ name }) =>
    trials.some((trial) => trial.variant === name),
  )?.name;
  const chosen = trials.filter(({ variant }) => variant === first);
  const sections = arms.flatMap((name) => {
    const own = chosen.filter(({ arm }) => arm === name).slice(0, trialsMax);
    const turns: ExplainedCall[] = own.flatMap(({ id }) => {
      const trial = store.readTrial(id);
      if (trial === undefined) return [];
      return explainSession(trialCalls(trial), {
        tokenizer,
        parameters: trialParameters(definition, trial),
        rules: 'profile',
      });
    });
    if (turns.length === 0) return [];
    const summary = summariseCalls(turns, trialPrices(definition));
    return [renderExplainMarkdown(`arm ${name}`, summary)];
  });
  if (sections.length === 0) return '';
  const which = first === undefined ? '' : ` (${first})`;
  const perArm = chosen.length / definition.arms.length;
  const scope = perArm > trialsMax ? `first ${trialsMax} trials` : 'trials';
  return `\n## Where the cache breaks\n\nPer arm, over its ${scope}${which}: \`turntape explain ${definition.id}\` shows every call.\n\n${sections.join('\n')}`;
}
