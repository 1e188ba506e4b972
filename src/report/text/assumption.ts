// Runs of sessions whose shapes are known and whose reasoning is not: what was found under each
// assumption about it, since one of them alone is not a result.

import type { ParameterValue, RunDefinition } from '../../domain/run.ts';
import { baseVariant } from '../variants.ts';

/** As runs record it (scenarios/assumed-reasoning.ts). */
export const reasoningParameter = 'reasoning_tokens';

/** Empty: the sessions say how much was reasoned. */
export function assumedReasoning({ variants }: RunDefinition): readonly ParameterValue[] {
  const values = variants.flatMap(({ parameters }) => parameters[reasoningParameter] ?? []);
  return [...new Set(values)];
}

/** Heading of a page, beside which no reader takes such a run for a measurement. */
export function describeShapes(definition: RunDefinition): string {
  return assumedReasoning(definition).length === 0 ? '' : ': real shapes, assumed reasoning';
}

/** What is to be known before any number is read; empty for other runs. */
export function describeAssumption(definition: RunDefinition): string {
  const values = assumedReasoning(definition);
  if (values.length === 0) return '';
  const base = baseVariant(definition).parameters[reasoningParameter];
  const played =
    values.length === 1
      ? `only \`${base}\` was played, and one assumption is not a result (\`--reasoning-tokens 400,0,100,1500\` plays several)`
      : `${values.map((value) => `\`${value}\``).join(', ')} were played; tables show \`${base}\` where they show one`;
  return `The sessions' shapes are real: their requests, sizes, times and which blocks were equal. How much the model reasoned in each call is assumed: ${played}.`;
}
