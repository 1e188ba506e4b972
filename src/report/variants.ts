// Which of the swept variants stand side by side in a table.

import type { RunDefinition, Variant } from '../domain/run.ts';

/** The variant whose numbers stand for the run: the first. */
export function baseVariant(definition: RunDefinition): Variant {
  return definition.variants[0] ?? { name: '', parameters: {} };
}

/**
 * The variants that differ from the base in the first swept parameter alone (`cache_outputs` unless
 * the user swept something else); the others only widen the range.
 */
export function shownVariants(definition: RunDefinition): readonly Variant[] {
  const base = baseVariant(definition);
  const [, ...others] = Object.keys(base.parameters);
  return definition.variants.filter(({ parameters }) =>
    others.every((name) => parameters[name] === base.parameters[name]),
  );
}

/** A shown variant's short name: the value of the first swept parameter. */
export function shortName({ name, parameters }: Variant): string {
  const [first] = Object.entries(parameters);
  return first === undefined ? name : `${first[0]}=${first[1]}`;
}
