import type { RunDefinition } from '../../domain/run.ts';
import { shortName, shownVariants } from '../variants.ts';

/** A column per shown assumption; undefined when there is only one. */
export function assumptionColumn(definition: RunDefinition): object | undefined {
  const names = shownVariants(definition).map((variant) => shortName(definition, variant));
  if (names.length < 2) return undefined;
  return { field: 'assumption', type: 'nominal', title: null, sort: names };
}

/** A chart repeated per shown assumption, or the chart alone. */
export function perAssumption(definition: RunDefinition, spec: object): object {
  const column = assumptionColumn(definition);
  return column === undefined ? spec : { facet: { column }, spec };
}
