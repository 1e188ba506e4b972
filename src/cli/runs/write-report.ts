// A run's report on disk: the page with its charts beside it, one HTML file, or JUnit.
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { RunDefinition, Trial } from '../../domain/run.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { chartSpecs } from '../../report/chart-specs.ts';
import type { MeasuredOptions } from '../../report/measured/analyse-run.ts';
import { withoutVoid } from '../../report/measured/session-pairs.ts';
import { renderHtml } from '../../report/render-html.ts';
import { renderPage } from '../../report/render-page.ts';
import { renderChart } from '../../terminal/render-chart.ts';

export const reportFormats = ['markdown', 'html', 'json', 'junit'] as const;
export type ReportFormat = (typeof reportFormats)[number];

export interface ReportRequest {
  readonly definition: RunDefinition;
  readonly trials: readonly Trial[];
  readonly measured: MeasuredOptions;
  /** JSON goes to stdout. */
  readonly format: Exclude<ReportFormat, 'json'>;
  /** Sections that follow the page's own; empty when there are none. */
  readonly appendix: string;
  /** The JUnit text, gates included. */
  readonly junit: string;
  /** False: the page alone. */
  readonly charts: boolean;
  readonly folder: string;
  readonly cwd: string;
}

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

async function writeFiles(request: ReportRequest, target: string): Promise<string> {
  const { definition, trials, measured, format, appendix, junit } = request;
  makeFolder(target);
  if (format === 'junit') {
    const path = join(target, 'junit.xml');
    writeWhole(path, junit);
    return path;
  }
  const charts = request.charts ? chartSpecs(definition, withoutVoid(trials)) : [];
  const page = `${renderPage(definition, trials, charts, measured)}${appendix}`;
  const drawn = new Map<string, string>();
  for (const { file, spec } of charts) drawn.set(file, await renderChart(spec));
  if (format === 'html') {
    const path = join(target, 'report.html');
    writeWhole(path, renderHtml(page, drawn));
    return path;
  }
  for (const [file, svg] of drawn) writeWhole(join(target, file), `${svg}\n`);
  const path = join(target, 'report.md');
  writeWhole(path, page);
  return path;
}

/**
 * Writes `FOLDER/RUN/report.md` and its SVG files, `report.html` or `junit.xml`.
 * @returns the file's path, relative to the working folder
 * @throws HarnessError `configuration` when the folder cannot be written
 */
export async function writeReport(request: ReportRequest): Promise<string> {
  const target = join(resolve(request.cwd, request.folder), request.definition.id);
  try {
    return relative(request.cwd, await writeFiles(request, target));
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
