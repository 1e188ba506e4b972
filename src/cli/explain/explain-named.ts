// What the user named on the command line of `explain`, explained: a fixture, a recorded session,
// or the trials of a run.
import type { Database } from 'better-sqlite3';
import type { Side } from '../../domain/session.ts';
import type { Tokenizer } from '../../domain/tokenizer.ts';
import type { ExplainedCall } from '../../explain/explain-call.ts';
import { explainSession } from '../../explain/explain-session.ts';
import type { SessionCall } from '../../explain/session-call.ts';
import { type ExplainSummary, type FindPrice, summariseCalls } from '../../explain/summarise.ts';
import { trialCalls, trialParameters, trialPrices } from '../../explain/trial-calls.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { isJsonObject, parseJson } from '../../lib/json.ts';
import type { SimulatorParameters } from '../../profiles/simulator-parameters.ts';
import { readScopeCalls, sessionRuleSet } from '../../recordings/session-calls.ts';
import { createRunStore } from '../../store/runs.ts';
import type { Terminal } from '../../terminal/console.ts';
import { readSimulatorParameters } from '../backends/read-simulator-files.ts';
import { explainedSide } from '../calls/explained-side.ts';
import { isFixturePath, readFixtureCalls } from '../calls/read-fixture-calls.ts';
import { readNamed } from '../exchange-files/read-named.ts';

/** One explained session or trial. */
export interface Explained {
  readonly title: string;
  /** null: a trial, which no client played. */
  readonly client: string | null;
  /** Fields that `--json` puts before the turns. */
  readonly names: Readonly<Record<string, string>>;
  readonly summary: ExplainSummary;
  readonly turns: readonly ExplainedCall[];
}

export interface ExplainOptions {
  /** Of a run: only the trials of this arm. */
  readonly arm: string | undefined;
  /** undefined: what is known of the model. */
  readonly rules: 'blocks' | 'breakpoints' | undefined;
  /** Cache rules that are assumed, `key=value`. */
  readonly sim: readonly string[];
  /** A profile that holds instead of the shipped ones, FILE or FILE#MODEL. */
  readonly profile?: string | undefined;
  /** undefined: the run's own for a run, else the built-in list. */
  readonly findPrice?: FindPrice | undefined;
  /** Of a session that a gateway translated; undefined: the upstream side. */
  readonly side?: Side | undefined;
}

/** What explaining needs of the outside. */
interface Outside {
  /** Told what was explained in the place of what was named. */
  readonly terminal: Terminal;
  readonly tokenizer: Tokenizer;
}

/** Of a profile with several models, the rules of the one that the first call asks. */
function parametersFor(
  calls: () => Iterable<SessionCall>,
  { profile, sim }: ExplainOptions,
): SimulatorParameters {
  if (profile === undefined) return readSimulatorParameters(profile, sim);
  const [first] = calls();
  const body = parseJson(new TextDecoder().decode(first?.body()));
  const model = isJsonObject(body) && typeof body['model'] === 'string' ? body['model'] : null;
  return readSimulatorParameters(profile, sim, model);
}

function explainFixture(text: string, options: ExplainOptions, tokenizer: Tokenizer): Explained {
  const { name, client, calls } = readFixtureCalls(text);
  const turns = explainSession(calls, {
    tokenizer,
    parameters: parametersFor(() => calls, options),
    rules: options.rules ?? 'profile',
  });
  return {
    ...{ title: `fixture ${name}`, client, names: { fixture: name, client } },
    ...{ summary: summariseCalls(turns, options.findPrice), turns },
  };
}

function explainRecorded(
  database: Database,
  text: string,
  options: ExplainOptions,
  { terminal, tokenizer }: Outside,
): Explained {
  const session = explainedSide(database, text, options, terminal);
  const { id } = session;
  const calls = () => readScopeCalls(database, id);
  const turns = explainSession(calls(), {
    tokenizer,
    parameters: parametersFor(calls, options),
    rules: options.rules ?? sessionRuleSet(database, session),
  });
  if (turns.length === 0) {
    throw new HarnessError(
      'bad-input',
      `session ${id} holds no model call that can be read`,
      'turntape show lists its exchanges',
    );
  }
  const { client, side } = session;
  return {
    title: `${client}, ${side} side, ${id}`,
    client,
    names: { session: id, client, side },
    summary: summariseCalls(turns, options.findPrice),
    turns,
  };
}

function explainTrials(
  database: Database,
  run: string,
  { arm, findPrice }: ExplainOptions,
  tokenizer: Tokenizer,
): Explained[] | null {
  const store = createRunStore(database);
  const definition = store.readDefinition(run);
  if (definition === undefined) return null;
  const trials = store.readTrials(run).filter((trial) => arm === undefined || trial.arm === arm);
  if (trials.length === 0) {
    const names = definition.arms.map(({ name }) => name).join(', ');
    throw new HarnessError(
      'not-found',
      `run ${run} has no trial${arm === undefined ? '' : ` of an arm \`${arm}\``}`,
      `Its arms are ${names}`,
    );
  }
  return trials.map((trial) => {
    const kept = store.readTrial(trial.id);
    const turns = explainSession(kept === undefined ? [] : trialCalls(kept), {
      tokenizer,
      parameters: trialParameters(definition, trial),
      rules: 'profile',
    });
    const { id, scenario, variant } = trial;
    return {
      title: `arm ${trial.arm}, ${scenario}, repeat ${trial.repeat}, ${variant}`,
      client: null,
      names: { trial: id, arm: trial.arm, scenario, variant },
      summary: summariseCalls(turns, findPrice ?? trialPrices(definition)),
      turns,
    };
  });
}

/** @throws HarnessError `usage` where `--side` would be ignored */
export function assertNoSide(
  text: string,
  what: string,
  { side }: Pick<ExplainOptions, 'side'>,
): void {
  if (side === undefined) return;
  throw new HarnessError(
    'usage',
    `--side is of recorded sessions, ${text} is ${what}`,
    'Leave it out',
  );
}

export interface ExplainedName {
  /** The run that was named; null: a session or a fixture. */
  readonly run: string | null;
  readonly all: readonly Explained[];
}

/**
 * @param text a session, a run, a fixture (FOLDER or FOLDER:ARM), or a file of whole requests
 * @throws HarnessError `not-found`, `usage` or `bad-input` when there is nothing to explain
 */
export async function explainNamed(
  text: string,
  db: string,
  options: ExplainOptions,
  outside: Outside,
): Promise<ExplainedName> {
  const { terminal, tokenizer } = outside;
  if (isFixturePath(text)) {
    assertNoSide(text, 'a fixture', options);
    return { run: null, all: [explainFixture(text, options, tokenizer)] };
  }
  return await readNamed(db, text, terminal, (database, named) => {
    const trials = explainTrials(database, named, options, tokenizer);
    if (trials === null) {
      return { run: null, all: [explainRecorded(database, named, options, outside)] };
    }
    assertNoSide(text, 'a run', options);
    return { run: named, all: trials };
  });
}
