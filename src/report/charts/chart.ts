// What every chart has: a title that says what to see, one width that a phone can show, and the
// page's own colours for words and lines.

import type { RunView } from '../view.ts';
import { perAssumption } from './per-assumption.ts';

/** Of the plot: with labels beside it, about as wide as a phone. */
export const plotWidth = 240;

/** Of a title: a longer one is broken, since it would widen the chart. */
const titleColumns = 48;

/** Words and lines take the colour of the page, so that a dark page is dark. */
const ink = 'currentColor';
const config = {
  axis: {
    ...{ labelColor: ink, titleColor: ink, domainColor: ink, tickColor: ink },
    ...{ gridColor: ink, gridOpacity: 0.15, titleFontWeight: 'normal', labelLimit: 1_000 },
  },
  header: { labelColor: ink, titleColor: ink, labelFontSize: 11 },
  legend: { labelColor: ink, titleColor: ink, orient: 'bottom', columns: 3, symbolOpacity: 1 },
  title: { color: ink, subtitleColor: ink, fontSize: 12, subtitleFontSize: 11, subtitlePadding: 4 },
  view: { stroke: null },
};

export interface ChartText {
  /** What to see. */
  readonly see: string;
  /** What is drawn, its unit and its label (measured, simulated, modelled). */
  readonly what: string;
}

/** @param body mark and encoding, or layers; repeated where assumptions stand beside each other */
export function chart(
  view: Pick<RunView, 'whole'>,
  text: ChartText,
  values: object[],
  body: object,
) {
  return framed(text, values, perAssumption(view, { width: plotWidth, ...body }));
}

/** A chart that is not repeated for each assumption. */
export function framed({ see, what }: ChartText, values: readonly object[], body: object): object {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: broken(see), subtitle: broken(what), anchor: 'start', frame: 'bounds' },
    background: 'transparent',
    config,
    data: { values },
    ...body,
  };
}

/** Lines of about the same length, between words. */
function broken(text: string): string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + word.length >= titleColumns) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}

/** A line where nothing differs. */
export function zeroLine(channel: 'x' | 'y'): object {
  return {
    mark: { type: 'rule', color: ink, strokeWidth: 1.5 },
    encoding: { [channel]: { datum: 0 } },
  };
}
