// A run's report on disk: the page, and its charts beside it.
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { RunDefinition, Trial } from '../domain/run.ts';
import { HarnessError } from '../lib/harness-error.ts';
import { chartSpecs } from '../report/chart-specs.ts';
import { renderMarkdown } from '../report/render-markdown.ts';
import { plannedTrials } from '../report/variants.ts';
import { renderChart } from './render-chart.ts';

/** Written whole or not at all: a reader never sees half a page. */
function writeWhole(path: string, text: string): void {
  const temporary = `${path}.tmp`;
  try {
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/**
 * Writes `FOLDER/RUN/report.md` and its SVG files.
 * @param breaks where the cache breaks, as a section (explain-arms.ts); empty: not looked at
 * @returns the page's path, relative to the working folder
 * @throws HarnessError `configuration` when the folder cannot be written
 */
export async function writeReport(
  definition: RunDefinition,
  trials: readonly Trial[],
  folder: string,
  cwd: string,
  breaks = '',
): Promise<string> {
  const target = join(cwd, folder, definition.id);
  const charts = chartSpecs(definition, trials);
  const complete = trials.length === plannedTrials(definition);
  try {
    mkdirSync(target, { recursive: true });
    for (const { file, spec } of charts) {
      writeWhole(join(target, file), `${await renderChart(spec)}\n`);
    }
    const page = join(target, 'report.md');
    writeWhole(page, `${renderMarkdown(definition, trials, charts, complete)}${breaks}`);
    return relative(cwd, page);
  } catch (error) {
    const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
    if (typeof code !== 'string') throw error;
    throw new HarnessError(
      'configuration',
      `cannot write the report into ${target}: ${code}`,
      'Name another folder with --out',
      error,
    );
  }
}
