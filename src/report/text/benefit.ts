// Runs into which a benefit of kept reasoning was put by hand: said before any number.

import type { RunDefinition } from '../../domain/run.ts';

/**
 * Simulator parameters that put in what the experiment is meant to find out; 0 builds nothing in.
 */
const benefitParameters: readonly string[] = ['continuity_benefit', 'redone_steps'];

/** What was put in by hand, one sentence; null when nothing was. */
export function describeBenefit(definition: RunDefinition): string | null {
  const { parameters, variants, label } = definition;
  if (label !== 'simulated') return null;
  const found = benefitParameters.flatMap((name) => {
    const fixed = parameters.find((parameter) => parameter.name === name)?.value;
    const values = variants.map((variant) => variant.parameters[name] ?? fixed);
    const distinct = [...new Set(values.filter((value) => value !== undefined))];
    return distinct.some((value) => Number(value) !== 0) ? [`${name}=${distinct.join(', ')}`] : [];
  });
  if (found.length === 0) return null;
  return `A benefit was put in by hand: ${found.join('; ')}. It is assumed, not found: what follows says what it would be worth.`;
}
