// How the arms are told apart in every chart.

import type { RunDefinition } from '../../domain/run.ts';

/** Vega-Lite channels that tell arms apart, by colour and, for those who see none, by dashes. */
export function armEncoding({ arms }: Pick<RunDefinition, 'arms'>) {
  const sort = arms.map(({ name }) => name);
  const field = { field: 'arm', type: 'nominal', sort };
  return { color: { ...field, scale: { scheme: 'tableau10' } }, strokeDash: field };
}
