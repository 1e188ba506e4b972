// Vega-lite specification -> SVG. In cli because vega reads the clock and loads lazily; no fonts
// and no canvas are needed: text widths are vega's own estimates and the same everywhere.

/**
 * As everywhere in the output: English separators, and an ASCII minus where vega's own is U+2212.
 */
const number = {
  decimal: '.',
  thousands: ',',
  grouping: [3],
  currency: ['$', ''] as [string, string],
  minus: '-',
};

/**
 * Width of a letter in ems. Vega's own estimate is 0.8, which leaves a third of a phone empty
 * beside the names of scenarios; sans-serif letters are about half an em wide.
 */
const letterEms = 0.58;

/** Vega takes a function in this place, which its types leave out. */
function setTextWidth(vega: object): void {
  const metrics: unknown = Reflect.get(vega, 'textMetrics');
  if (typeof metrics !== 'object' || metrics === null)
    throw new TypeError('vega has no textMetrics');
  const width = ({ fontSize = 11 }: { readonly fontSize?: number }, text: unknown): number =>
    letterEms * fontSize * String(text).length;
  Reflect.set(metrics, 'width', width);
}

let loading: Promise<(spec: object) => Promise<string>> | undefined;

async function loadRenderer(): Promise<(spec: object) => Promise<string>> {
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
  setTextWidth(vega);
  return async (spec) => {
    // Ids count up over the process: without this, two equal charts would differ.
    vega.resetSVGDefIds();
    // Descriptions of every mark make the file a third larger; the alternative text is in the
    // report.
    const plain = { config: { aria: false, locale: { number } } };
    const compiled = vegaLite.compile(spec as Parameters<typeof vegaLite.compile>[0], plain).spec;
    // A chart that cannot be drawn is a defect: by default vega prints it and draws an empty one.
    const logger = vega.logger(vega.Error);
    logger.error = (...reasons: readonly unknown[]) => {
      throw reasons.find((reason) => reason instanceof Error) ?? new TypeError(reasons.join(' '));
    };
    const view = new vega.View(vega.parse(compiled), { renderer: 'none', logger });
    try {
      return await view.toSVG();
    } finally {
      view.finalize();
    }
  };
}

/** The chart as SVG text; the same specification gives the same text. */
export async function renderChart(spec: object): Promise<string> {
  loading ??= loadRenderer();
  return (await loading)(spec);
}
