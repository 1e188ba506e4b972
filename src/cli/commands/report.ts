// `turntape report RUN`: a saved run as a page or as JSON. Everything is recomputed from what was
// recorded, nothing is played again.
import { appendFileSync } from 'node:fs';
import { loadO200kTokenizer } from '../../backends/o200k-tokenizer.ts';
import type { RunDefinition, RunStore, Trial } from '../../domain/run.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { nearestWord } from '../../lib/nearest-word.ts';
import { renderAbJson } from '../../report/ab-json.ts';
import { renderMarkdown } from '../../report/render-markdown.ts';
import { plannedTrials } from '../../report/variants.ts';
import { openDatabase } from '../../store/open-database.ts';
import { createRunStore } from '../../store/runs.ts';
import type { Command } from '../command.ts';
import type { Terminal } from '../console.ts';
import { explainArms } from '../explain/explain-arms.ts';
import { writeReport } from '../write-report.ts';

/** GitHub keeps at most 1 MiB of a step's summary; beyond, it keeps nothing. */
const stepSummaryBytesMax = 1024 * 1024;
/** Sessions of a run whose report says where the cache breaks. */
const explainedTrialsMax = 500;
/** Runs that an error message lists. */
const listedRunsMax = 5;

type ReportFlags = {
  readonly run: string;
  readonly format: string;
  readonly out: string;
};

function findRun(store: RunStore, id: string): RunDefinition {
  const definition = store.readDefinition(id);
  if (definition !== undefined) return definition;
  const ids = store.list().map((run) => run.id);
  const nearest = nearestWord(id, ids);
  throw new HarnessError(
    'not-found',
    `there is no run \`${id}\` in the database`,
    nearest
      ? `Did you mean \`${nearest}\`?`
      : ids.length === 0
        ? 'turntape ab makes one'
        : `The newest are ${ids.slice(0, listedRunsMax).join(', ')}`,
  );
}

function appendStepSummary(
  definition: RunDefinition,
  trials: readonly Trial[],
  complete: boolean,
  terminal: Terminal,
): void {
  const path = terminal.env['GITHUB_STEP_SUMMARY'];
  if (!path) return;
  const page = renderMarkdown(definition, trials, [], complete);
  if (Buffer.byteLength(page) > stepSummaryBytesMax) {
    terminal.note('the report is larger than a step summary may be; it was left out there');
    return;
  }
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

export const reportCommand: Command<ReportFlags> = {
  usage: 'report <run>',
  description: 'write the report of a saved run',
  builder: (yargs) =>
    yargs
      .positional('run', {
        type: 'string',
        demandOption: true,
        description: 'id or name of the run',
      })
      .option('format', {
        type: 'string',
        choices: ['markdown', 'json'],
        default: 'markdown',
        description: 'markdown page with charts, or JSON on stdout',
      })
      .option('out', { type: 'string', default: 'reports', description: 'folder for the report' }),
  async run({ run, format, out }, { terminal, flags: { db, json } }) {
    const database = openDatabase(db, { mode: 'read' });
    try {
      const store = createRunStore(database);
      const definition = findRun(store, run);
      const trials = store.readTrials(run, { bodies: false });
      if (trials.length === 0) {
        throw new HarnessError(
          'invalid-run',
          `the run \`${run}\` has no finished session`,
          'Play it again: turntape ab',
        );
      }
      const complete = trials.length === plannedTrials(definition);
      appendStepSummary(definition, trials, complete, terminal);
      if (format === 'json') {
        terminal.json(renderAbJson(definition, trials, null));
        return 0;
      }
      // Needs every request again, which a very large run does not have room for.
      const breaks =
        trials.length > explainedTrialsMax
          ? ''
          : explainArms(definition, store.readTrials(run), await loadO200kTokenizer());
      const path = await writeReport(definition, trials, out, terminal.cwd, breaks);
      if (json) terminal.json(renderAbJson(definition, trials, path));
      else terminal.result(path);
      return 0;
    } finally {
      database.close();
    }
  },
};
