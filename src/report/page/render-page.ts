// The page of a run: simulated runs are compared exactly, measured ones are tested.

import type { RunView } from '../view.ts';
import type { ChartLink } from './page-parts.ts';
import { renderMeasured } from './render-measured.ts';
import { renderSimulated } from './render-simulated.ts';

/** @param charts rendered beside the page; their files are linked */
export function renderPage(view: RunView, charts: readonly ChartLink[]): string {
  return view.measured === null
    ? renderSimulated(view, charts)
    : renderMeasured(view, view.measured, charts);
}
