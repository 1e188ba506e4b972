// What a model gains from having its reasoning back, as far as parameters put it in: zero by
// default.

import type { PresentReasoning } from '../../cache-model/render-prompt.ts';
import { turnStart } from '../../cache-model/turn-start.ts';
import type { Recall } from '../../domain/model-step.ts';
import { createSeededRandom } from '../../lib/seeded-random.ts';
import type { BenefitParameters } from '../../profiles/parameters/benefit-parameters.ts';
import { isModelOutput } from '../../rules/is-model-output.ts';
import type { ResponsesItem } from '../../wire/responses/item.ts';

export interface Benefit {
  /** Share of the hidden reasoning that the next step takes. */
  readonly reasoningShare: number;
  readonly recall: Recall;
}

/** Whether what the model reasoned for its last call is in the prompt. */
function hasReasoningOfLastCall(
  input: readonly ResponsesItem[],
  { contextRule, unbound }: PresentReasoning,
): boolean {
  const from = turnStart(input, contextRule) + 1;
  for (let index = input.findLastIndex(isModelOutput); index >= from; index--) {
    const item = input[index];
    if (item === undefined || !isModelOutput(item)) return false;
    if (item.type === 'reasoning') return unbound?.has(index) !== true;
  }
  return false;
}

function lastCallId(input: readonly ResponsesItem[]): string {
  const call = input.findLast((item) => isModelOutput(item) && 'call_id' in item);
  return call !== undefined && 'call_id' in call ? String(call.call_id) : '';
}

/**
 * @param seed with the id of the last call it decides what is forgotten, so that arms that make the
 *   same calls forget the same ones
 */
export function benefitOf(
  input: readonly ResponsesItem[],
  present: PresentReasoning,
  parameters: BenefitParameters,
  seed: string,
): Benefit {
  const { continuity_benefit, redone_steps } = parameters;
  const remembering = { reasoningShare: 1, recall: 'remembers' } as const;
  if (continuity_benefit === 0 && redone_steps === 0) return remembering;
  if (hasReasoningOfLastCall(input, present)) {
    return { ...remembering, reasoningShare: 1 - continuity_benefit };
  }
  const drawn = createSeededRandom(`${seed}/redone/${lastCallId(input)}`).next();
  return { ...remembering, recall: drawn < redone_steps ? 'forgets' : 'remembers' };
}
