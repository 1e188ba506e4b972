// Where the findings of `check` go besides the terminal: files, and what GitHub Actions reads.
import { relative } from 'node:path';
import type { FixtureReport } from '../../check/check-fixture.ts';
import { renderAnnotations } from '../../check/report/render-annotations.ts';
import { renderCheckMarkdown } from '../../check/report/render-check-markdown.ts';
import { renderJunit } from '../../check/report/render-junit.ts';
import type { Terminal } from '../../terminal/console.ts';
import type { FixtureFolder } from '../fixtures/fixture-folders.ts';
import { appendToFile, writeFile } from '../output/write-file.ts';

export interface FindingFiles {
  readonly junit?: string | undefined;
  readonly markdown?: string | undefined;
}

/** Writes what is asked for by a flag, or by the environment of GitHub Actions. */
export function writeFindings(
  report: FixtureReport,
  folders: readonly FixtureFolder[],
  { junit, markdown }: FindingFiles,
  { env, cwd, note }: Terminal,
): void {
  if (junit !== undefined) {
    const names = folders.map(({ name }) => name);
    writeFile(junit, renderJunit(names, report));
  }
  const page = (): string => renderCheckMarkdown(folders.length, report);
  if (markdown !== undefined) writeFile(markdown, page());
  const summary = env['GITHUB_STEP_SUMMARY'];
  if (summary) appendToFile(summary, page());
  if (env['GITHUB_ACTIONS'] !== 'true') return;
  const paths = new Map(folders.map(({ name, path }) => [name, relative(cwd, path)]));
  // On stderr: the runner reads both streams, and stdout may be JSON.
  for (const line of renderAnnotations(report, (name) => paths.get(name) ?? name)) note(line);
}
