// Where the findings of `check` go besides the terminal: files, and what GitHub Actions reads.
import { appendFileSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import type { FixtureReport } from '../../check/check-fixture.ts';
import { renderAnnotations } from '../../check/report/render-annotations.ts';
import { renderCheckMarkdown } from '../../check/report/render-check-markdown.ts';
import { renderJunit } from '../../check/report/render-junit.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import type { Terminal } from '../../terminal/console.ts';
import type { FixtureFolder } from '../fixtures/fixture-folders.ts';

export interface FindingFiles {
  readonly junit?: string | undefined;
  readonly markdown?: string | undefined;
}

function write(path: string, text: string, how: (path: string, text: string) => void): void {
  try {
    makeFolder(dirname(path));
    how(path, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HarnessError(
      'configuration',
      `cannot write ${path}: ${reason}`,
      'Name a file that can be written',
      error,
    );
  }
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
    write(junit, renderJunit(names, report), writeFileSync);
  }
  const page = (): string => renderCheckMarkdown(folders.length, report);
  if (markdown !== undefined) write(markdown, page(), writeFileSync);
  const summary = env['GITHUB_STEP_SUMMARY'];
  if (summary) write(summary, page(), appendFileSync);
  if (env['GITHUB_ACTIONS'] !== 'true') return;
  const paths = new Map(folders.map(({ name, path }) => [name, relative(cwd, path)]));
  // On stderr: the runner reads both streams, and stdout may be JSON.
  for (const line of renderAnnotations(report, (name) => paths.get(name) ?? name)) note(line);
}
