// Which of the swept variants stand side by side in a table.

import type { RunDefinition, Variant } from '../domain/run.ts';

/** The variant whose numbers stand for the run: the first. */
export function baseVariant(definition: RunDefinition): Variant {
  return definition.variants[0] ?? { name: '', parameters: {} };
}

/**
 * Variants that differ from the base only in what stands side by side; the others widen the range.
 */
export function shownVariants(definition: RunDefinition): readonly Variant[] {
  const base = baseVariant(definition);
  const others = Object.keys(base.parameters).filter(
    (name) => !definition.sideBySide.includes(name),
  );
  return definition.variants.filter(({ parameters }) =>
    others.every((name) => parameters[name] === base.parameters[name]),
  );
}

/** A shown variant's short name: its values of what stands side by side. */
export function shortName(definition: RunDefinition, { name, parameters }: Variant): string {
  const parts = Object.entries(parameters)
    .filter(([parameter]) => definition.sideBySide.includes(parameter))
    .map(([parameter, value]) => `${parameter}=${value}`);
  return parts.length === 0 ? name : parts.join(' ');
}

/** Number of sessions that a definition asks for. */
export function plannedTrials({ scenarios, repeats, variants, arms }: RunDefinition): number {
  return scenarios.length * repeats * variants.length * arms.length;
}
