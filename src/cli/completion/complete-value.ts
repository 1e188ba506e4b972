// What can stand for a value, for the shell's completion. Each source is loaded when it is asked
// for: completion is waited for at every key.
import { existsSync } from 'node:fs';
import { armOptionSchema } from '../../domain/arm-options.ts';
import { presetArmNames } from '../../domain/preset-arm.ts';
import { simulatorParameterTable } from '../../profiles/simulator-parameters.ts';
import { readDatabase } from '../../store/read-database.ts';
import type { CompletedBy } from '../command.ts';

/** Newest recordings and runs that are offered. */
const recentMax = 200;

export interface CompletionContext {
  readonly db: string;
  readonly cwd: string;
}

type Source = (context: CompletionContext, typed: string) => Promise<readonly string[]>;

/** `key=` of all keys, or `key=value` of the values of the key that is typed. */
function completePairs(
  values: Readonly<Record<string, readonly unknown[]>>,
  typed: string,
): string[] {
  const [key = ''] = typed.split('=');
  return typed.includes('=') && Object.hasOwn(values, key)
    ? (values[key] ?? []).map((value) => `${key}=${String(value)}`)
    : Object.keys(values).map((name) => `${name}=`);
}

const completeSessions: Source = async ({ db }) => {
  if (!existsSync(db)) return [];
  const { listSessionNames } = await import('../../store/sessions.ts');
  return readDatabase(db, (database) => listSessionNames(database, recentMax));
};

const completeRuns: Source = async ({ db }) => {
  if (!existsSync(db)) return [];
  const { listRuns } = await import('../../view/run-list.ts');
  return readDatabase(db, (database) => listRuns(database, recentMax).map(({ id }) => id));
};

const sources: Readonly<Record<CompletedBy, Source>> = {
  session: completeSessions,
  run: completeRuns,
  'session-or-run': async (context, typed) => [
    ...(await completeSessions(context, typed)),
    ...(await completeRuns(context, typed)),
  ],
  async scenario({ cwd }) {
    const { listScenarioNames } = await import('../../experiment/sources/find-scenarios.ts');
    return listScenarioNames(cwd);
  },
  arm: async () => presetArmNames,
  async 'run-arm'({ db }) {
    if (!existsSync(db)) return [];
    const { listRuns } = await import('../../view/run-list.ts');
    return readDatabase(db, (database) => {
      const arms = listRuns(database, recentMax).flatMap((run) => run.arms);
      return [...new Set(arms)];
    });
  },
  async metric() {
    const { metrics } = await import('../../report/metrics/registry.ts');
    return metrics.map(({ name }) => name);
  },
  'translator-option': async (_, typed) => completePairs(armOptionSchema, typed),
  async 'simulator-parameter'(_, typed) {
    const pairs = Object.entries(simulatorParameterTable).map(([name, { accepts }]) => [
      name,
      accepts.kind === 'choice' ? accepts.values : [],
    ]);
    return completePairs(Object.fromEntries(pairs), typed);
  },
  async model() {
    const { pricedModels } = await import('../../profiles/prices.ts');
    return pricedModels;
  },
  async profile() {
    const { profileBackends } = await import('../../profiles/shipped-profiles.ts');
    return profileBackends;
  },
  async backend() {
    const { backends } = await import('../../backends/registry.ts');
    // What the user completes (replay:SESSION, a URL) is not a word to complete.
    return backends.map(({ form }) => form).filter((form) => /^[a-z]+$/.test(form));
  },
};

/** Values that begin with what is typed. */
export async function completeValue(
  kind: CompletedBy,
  typed: string,
  context: CompletionContext,
): Promise<string[]> {
  const found = await sources[kind](context, typed);
  return found.filter((value) => value.startsWith(typed));
}
