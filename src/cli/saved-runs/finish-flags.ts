// The flags that `ab` and `report` share: what becomes of a run.
import type { Argv } from 'yargs';
import type { RunDefinition } from '../../domain/run.ts';
import { type ReportFormatName, reportFormats } from '../../report/formats/registry.ts';
import { type Gate, parseGate } from '../../report/gates/gate.ts';
import { pricesFlag, readPrice } from './read-prices.ts';

export type FinishFlags = {
  readonly out: string | undefined;
  readonly format: ReportFormatName;
  readonly 'fail-if': readonly string[];
  readonly 'allow-inconclusive': boolean;
  readonly prices: string | undefined;
  readonly tolerance: number;
  readonly charts: boolean;
};

/** Declares the flags that `ab` and `report` share. */
export function addFinishFlags<T>(yargs: Argv<T>): Argv<T & FinishFlags> {
  return yargs
    .option('out', {
      fromProject: false,
      group: 'Report:',
      type: 'string',
      description:
        'folder for the report (default: reports; beside the database where git would take it in)',
    })
    .option('format', {
      fromProject: true,
      group: 'Report:',
      type: 'string',
      choices: Object.keys(reportFormats),
      default: Object.keys(reportFormats)[0],
      description: Object.values(reportFormats)
        .map(({ description }) => description)
        .join(', '),
    })
    .option('fail-if', {
      fromProject: true,
      completedBy: 'metric',
      group: 'Report:',
      type: 'string',
      array: true,
      nargs: 1,
      default: [],
      description:
        'exit 1 when the condition holds: "cost > +2%" or "ARM: input_tokens > 300" against the ' +
        'baseline, "cached_ratio < 0.9" of the arm itself (docs/statistics.md)',
    })
    .option('allow-inconclusive', {
      fromProject: true,
      group: 'Report:',
      hidden: true,
      type: 'boolean',
      default: false,
      description: 'exit 0 instead of 3 when --fail-if cannot be decided',
    })
    .option('prices', { ...pricesFlag, group: 'Report:' })
    .option('charts', {
      fromProject: true,
      group: 'Report:',
      hidden: true,
      type: 'boolean',
      default: true,
      description: 'draw charts; --no-charts: the page alone',
    })
    .option('tolerance', {
      fromProject: true,
      group: 'Report:',
      hidden: true,
      type: 'number',
      range: { above: 0, below: 1 },
      default: 0.02,
      description: 'relative difference that is negligible (measured runs)',
    }) as unknown as Argv<T & FinishFlags>;
}

/**
 * What the end of a run reads, read before its beginning: nothing is played for a report that
 * cannot be written.
 * @throws HarnessError for a gate or a price list that is wrong
 */
export function assertFinishFlags(
  flags: FinishFlags,
  { arms, model }: Pick<RunDefinition, 'arms' | 'model'>,
  cwd: string,
): void {
  readGates(
    flags,
    arms.map(({ name }) => name),
  );
  if (flags.prices !== undefined) readPrice(flags.prices, cwd, model);
}

/**
 * The conditions of `--fail-if`.
 * @param arms names of the run's arms
 * @throws HarnessError `usage`: check before anything is played
 */
export function readGates(flags: FinishFlags, arms: readonly string[]): Gate[] {
  return flags['fail-if'].map((text) => parseGate(text, arms));
}
