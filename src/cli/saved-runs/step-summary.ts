// The page of a run in the summary of a GitHub Actions step.
import { appendFileSync } from 'node:fs';
import { HarnessError } from '../../lib/harness-error.ts';
import type { GateResult } from '../../report/gates/evaluate-gates.ts';
import { fitPage } from '../../report/page/fit-page.ts';
import { renderPage } from '../../report/page/render-page.ts';
import type { RunView } from '../../report/view.ts';
import type { Terminal } from '../../terminal/console.ts';

/** GitHub keeps at most 1 MiB of a step's summary; beyond, it keeps nothing. */
const bytesMax = 1024 * 1024;

/**
 * Nothing outside of GitHub Actions.
 * @throws HarnessError `configuration` when the summary cannot be written
 */
export function appendStepSummary(
  view: RunView,
  gates: readonly GateResult[],
  { env }: Terminal,
): void {
  const path = env['GITHUB_STEP_SUMMARY'];
  if (!path) return;
  const page = fitPage(renderPage(view, [], gates), bytesMax);
  try {
    appendFileSync(path, page);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HarnessError(
      'configuration',
      `cannot append to $GITHUB_STEP_SUMMARY: ${reason}`,
      'Unset it, or make the file writable',
      error,
    );
  }
}
