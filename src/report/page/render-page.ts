// The page of a run: simulated runs are compared exactly, measured ones are tested.

import { describeGates } from '../gates/describe-gates.ts';
import type { GateResult } from '../gates/evaluate-gates.ts';
import type { RunView } from '../view.ts';
import { code } from './markdown.ts';
import type { ChartLink } from './page-parts.ts';
import { renderMeasured } from './render-measured.ts';
import { renderSimulated } from './render-simulated.ts';

/**
 * @param charts rendered beside the page; their files are linked
 * @param gates what became of the conditions, which stands first
 * @param appendix what will follow the page: it is in the contents
 */
export function renderPage(
  view: RunView,
  charts: readonly ChartLink[],
  gates: readonly GateResult[] = [],
  appendix = '',
): string {
  const following = [...appendix.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading);
  const page =
    view.measured === null
      ? renderSimulated(view, charts, following)
      : renderMeasured(view, view.measured, charts, following);
  if (gates.length === 0) return page;
  const lines = describeGates(gates, code).map((line) => `- ${line}`);
  return page.replace('\n\n', () => `\n\n## Gates\n\n${lines.join('\n')}\n\n`);
}
