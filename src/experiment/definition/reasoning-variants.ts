// What traces do not say is assumed, and every assumption is its own variant.

import type { ParameterRecord, Variant } from '../../domain/run.ts';
import { sha256 } from '../../lib/sha256.ts';
import { type ReasoningAssumption, reasoningParameter } from '../../scenarios/assumed-reasoning.ts';
import { mean } from '../../stats/moments.ts';

/** Every variant once under each assumption; the first is the base. */
export function withReasoning(
  variants: readonly Variant[],
  reasoning: readonly ReasoningAssumption[],
): readonly Variant[] {
  if (reasoning.length === 0) return variants;
  return variants.flatMap((variant) =>
    reasoning.map(({ name }) => ({
      name: [...Object.entries(variant.parameters), [reasoningParameter, name]]
        .map(([key, value]) => `${key}=${value}`)
        .join(' '),
      parameters: { ...variant.parameters, [reasoningParameter]: name },
    })),
  );
}

/** The assumption as the report prints it; empty: none was needed. */
export function recordReasoning(reasoning: readonly ReasoningAssumption[]): ParameterRecord[] {
  const [base] = reasoning;
  if (base === undefined) return [];
  const files = reasoning
    .filter(({ tokens }) => tokens.length > 1)
    .map(
      ({ name, tokens }) =>
        `; ${name}: ${tokens.length} values, mean ${(mean(tokens) ?? 0).toFixed(0)}, sha256 ${sha256(tokens.join()).slice(0, 12)}`,
    );
  return [
    {
      name: reasoningParameter,
      value: base.name,
      source: `no public source: a trace does not say how much the model reasoned${files.join('')}`,
      confidence: 'assumed',
    },
  ];
}
