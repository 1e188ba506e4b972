// `turntape plan RUN`: what a measured comparison could find with how many sessions, and what it
// would cost, before anything is spent. The run is the pilot; a simulated one tells the cost only.
import { HarnessError } from '../../lib/harness-error.ts';
import { planSessions } from '../../report/plan-sessions.ts';
import { viewRun } from '../../report/view.ts';
import { openDatabase } from '../../store/open-database.ts';
import { createRunStore } from '../../store/runs.ts';
import type { Command } from '../command.ts';
import { renderPlan } from '../plan/render-plan.ts';
import { assertLooks, looksRange, repeatsRange } from '../saved-runs/assert-repeats.ts';
import { findRun } from '../saved-runs/find-run.ts';

const sessionsMin = 2;
const sessionsMax = 10_000;

type PlanFlags = {
  readonly run: string;
  readonly sessions: string;
  readonly repeats: number;
  readonly sd: string | undefined;
  readonly looks: number;
};

function readSessions(text: string): number[] {
  const sessions = text.split(',').map(Number);
  if (sessions.every((n) => Number.isInteger(n) && n >= sessionsMin && n <= sessionsMax)) {
    return sessions;
  }
  throw new HarnessError(
    'usage',
    `--sessions ${text} is not a list of numbers of sessions`,
    `Give whole numbers from ${sessionsMin} to ${sessionsMax}, e.g. 8,12,20`,
  );
}

function readSd(text: string | undefined): number | null {
  if (text === undefined) return null;
  const share = Number(text.replace(/%$/, '')) / (text.endsWith('%') ? 100 : 1);
  if (share > 0 && Number.isFinite(share)) return share;
  throw new HarnessError(
    'usage',
    `--sd ${text} is not a share of the baseline`,
    'Give it as 0.15 or 15%',
  );
}

export const planCommand: Command<PlanFlags> = {
  usage: 'plan <run>',
  description: 'estimate what a measured comparison could find, and its cost',
  examples: [['turntape plan r_0123 --repeats 4', 'what a measured run of it could find']],
  builder: (yargs) =>
    yargs
      .positional('run', {
        completedBy: 'run',
        type: 'string',
        demandOption: true,
        description: 'id or name of the pilot run',
      })
      .option('sessions', {
        fromProject: true,
        type: 'string',
        default: '8,12,16,20,30',
        description: 'numbers of independent scenarios to plan for',
      })
      .option('repeats', {
        fromProject: true,
        type: 'number',
        range: repeatsRange,
        default: 3,
        description: 'times each scenario is played',
      })
      .option('sd', {
        fromProject: true,
        type: 'string',
        description: 'standard deviation of the differences as a share of the baseline, e.g. 15%',
      })
      .option('looks', {
        fromProject: true,
        hidden: true,
        type: 'number',
        range: looksRange,
        default: 1,
        description: 'planned analyses of the running experiment, the final one included',
      }),
  async run(flags, { terminal, flags: { db, json } }) {
    const sessions = readSessions(flags.sessions);
    assertLooks(flags.looks, flags.repeats);
    const { repeats, looks } = flags;
    const options = { sessions, repeats, sdShare: readSd(flags.sd), looks };
    const database = openDatabase(db, { mode: 'read' });
    try {
      const store = createRunStore(database);
      const definition = findRun(store, flags.run);
      const view = viewRun(definition, store.readTrials(flags.run));
      const plan = planSessions(view, options);
      if (json) {
        terminal.json({
          pilot: definition.id,
          label: definition.label,
          metrics: plan.metrics.map(({ metric, baselineMean, sd, sdSource }) => ({
            ...{ metric: metric.name, baseline_mean: baselineMean, sd, sd_source: sdSource },
          })),
          plans: plan.rows.map(({ detectable, costUsd, ...row }) => ({
            ...row,
            minimum_detectable: detectable,
            cost_usd: costUsd,
          })),
          looks: plan.looks,
        });
      } else terminal.result(renderPlan(definition, plan, terminal.columns));
      return 0;
    } finally {
      database.close();
    }
  },
};
