// How the arms are told apart in every chart: the same colour everywhere.

import { mergeArms } from '../analysis/merge-arms.ts';
import type { RunView } from '../view.ts';

/** What the others are compared with is grey. */
const baselineColour = '#808080';
/** Each at least 3:1 on the light ground and on the dark one (arm-encoding.test.ts). */
const colours = [
  ...['#3f78d8', '#c8691c', '#2a9361', '#c2459b'],
  ...['#8a63d2', '#8a7d1f', '#1f8ea8', '#d14b4b'],
] as const;

type Named = Pick<RunView, 'definition' | 'facts'>;

/** By the name of each arm that is shown, in the order of the run. */
export function armColours(view: Named): ReadonlyMap<string, string> {
  const { baseline } = view.definition;
  const isBase = ({ name, equal }: { name: string; equal: readonly string[] }): boolean =>
    [name, ...equal].includes(baseline);
  const arms = mergeArms(view);
  const others = arms.filter((arm) => !isBase(arm)).map(({ name }) => name);
  return new Map(
    arms.map((arm) => [
      arm.name,
      isBase(arm)
        ? baselineColour
        : (colours[others.indexOf(arm.name) % colours.length] ?? baselineColour),
    ]),
  );
}

/** The colour channel of an arm. */
export function armColour(view: Named): object {
  const shown = [...armColours(view)];
  return {
    ...{ field: 'arm', type: 'nominal', sort: shown.map(([name]) => name), title: null },
    scale: { domain: shown.map(([name]) => name), range: shown.map(([, colour]) => colour) },
  };
}

/** Vega-Lite channels that tell arms apart, by colour and, for those who see none, by dashes. */
export function armEncoding(view: Named): object {
  const sort = [...armColours(view).keys()];
  return {
    color: armColour(view),
    strokeDash: { field: 'arm', type: 'nominal', sort, title: null },
  };
}
