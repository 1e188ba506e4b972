// `turntape explain`: where the cache breaks in a recorded session or in the trials of a run.
import type { Database } from 'better-sqlite3';
import { loadO200kTokenizer } from '../../backends/o200k-tokenizer.ts';
import type { Tokenizer } from '../../domain/tokenizer.ts';
import { explainSession } from '../../explain/explain-session.ts';
import type { ExplainedTurn } from '../../explain/explain-turn.ts';
import { countPerClient } from '../../explain/local-counts.ts';
import { readTrialCalls, trialParameters } from '../../explain/read-trial-calls.ts';
import { renderExplainMarkdown } from '../../explain/render-explain.ts';
import { type ExplainSummary, summariseTurns } from '../../explain/summarise.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { parseSimulatorParameters } from '../../profiles/simulator-parameters.ts';
import { readDatabase } from '../../store/read-database.ts';
import { resolveId } from '../../store/resolve-id.ts';
import { createRunStore } from '../../store/runs.ts';
import { readSession } from '../../store/sessions.ts';
import { isFixturePath, readFixtureCalls } from '../calls/read-fixture-calls.ts';
import { isTranslated, readScopeCalls } from '../calls/read-session-calls.ts';
import type { Command } from '../command.ts';
import { renderExplained, renderLocalCounts } from '../explain/render-explained.ts';

/** A type, not an interface: only types fit `Command`'s record of flags. */
type ExplainFlags = {
  readonly session: string[];
  readonly arm: string | undefined;
  readonly rules: 'blocks' | 'breakpoints' | undefined;
  readonly sim: string[];
  readonly format: 'text' | 'markdown';
};

/** One explained session or trial. */
export interface Explained {
  readonly title: string;
  /** null: a trial, which no client played. */
  readonly client: string | null;
  /** Fields that `--json` puts before the turns. */
  readonly names: Readonly<Record<string, string>>;
  readonly summary: ExplainSummary;
  readonly turns: readonly ExplainedTurn[];
}

function explainFixture(text: string, flags: ExplainFlags, tokenizer: Tokenizer): Explained {
  const { name, client, calls } = readFixtureCalls(text);
  const turns = explainSession(calls, {
    tokenizer,
    parameters: parseSimulatorParameters(flags.sim),
    theory: flags.rules ?? 'profile',
  });
  return {
    ...{ title: `fixture ${name}`, client, names: { fixture: name, client } },
    ...{ summary: summariseTurns(turns), turns },
  };
}

function explainRecorded(
  database: Database,
  text: string,
  flags: ExplainFlags,
  tokenizer: Tokenizer,
): Explained {
  const { type, id } = resolveId(database, text);
  const session = type === 'session' ? readSession(database, id) : undefined;
  if (session === undefined) {
    throw new HarnessError(
      'usage',
      `${id} is an exchange, explain takes a session`,
      'turntape sessions lists them',
    );
  }
  // What a gateway translated is in its upstream's cache, not in Anthropic's.
  const isTranslating = session.side === 'client' && isTranslated(database, id);
  const turns = explainSession(readScopeCalls(database, id), {
    tokenizer,
    parameters: parseSimulatorParameters(flags.sim),
    theory: flags.rules ?? (isTranslating ? 'blocks' : 'profile'),
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
    summary: summariseTurns(turns),
    turns,
  };
}

function explainTrials(
  database: Database,
  run: string,
  arm: string | undefined,
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
    const turns = explainSession(readTrialCalls(definition, trial), {
      tokenizer,
      parameters: trialParameters(definition, trial),
      theory: 'profile',
    });
    const { id, scenario, variant } = trial;
    return {
      title: `arm ${trial.arm}, ${scenario}, repeat ${trial.repeat}, ${variant}`,
      client: null,
      names: { trial: id, arm: trial.arm, scenario, variant },
      summary: summariseTurns(turns),
      turns,
    };
  });
}

function viewOf({ run, all }: { run: string | null; all: readonly Explained[] }): object {
  const views = all.map(({ names, summary, turns }) => ({ ...names, ...summary, turns }));
  return run === null ? (views[0] ?? {}) : { run, trials: views };
}

export const explainCommand: Command<ExplainFlags> = {
  usage: 'explain <session..>',
  description: 'say where the cache breaks: per turn, with cause, place and tokens lost',
  builder: (yargs) =>
    yargs
      .positional('session', {
        type: 'string',
        array: true,
        demandOption: true,
        description: 'sessions, a fixture (FOLDER or FOLDER:ARM), or a run of ab (all its trials)',
      })
      .option('arm', { type: 'string', description: 'of a run: only the trials of this arm' })
      .option('rules', {
        choices: ['blocks', 'breakpoints'] as const,
        description: 'the cache: by blocks or by breakpoints (default: what is known of the model)',
      })
      .option('sim', {
        type: 'string',
        array: true,
        default: [],
        description: 'cache rules that are assumed, key=value (docs/simulator.md)',
      })
      .option('format', {
        choices: ['text', 'markdown'] as const,
        default: 'text' as const,
        description: 'text, or a markdown section',
      }),
  async run(flags, { terminal, flags: { db, json } }) {
    const tokenizer = await loadO200kTokenizer();
    const read = async (text: string): Promise<{ run: string | null; all: Explained[] }> => {
      if (isFixturePath(text)) return { run: null, all: [explainFixture(text, flags, tokenizer)] };
      return readDatabase(db, (database) => {
        const trials = explainTrials(database, text, flags.arm, tokenizer);
        return trials === null
          ? { run: null, all: [explainRecorded(database, text, flags, tokenizer)] }
          : { run: text, all: trials };
      });
    };
    const named = await Promise.all(flags.session.map(read));
    const all = named.flatMap((one) => one.all);
    const counts = countPerClient(
      all.flatMap(({ client, turns }) => (client === null ? [] : [{ client, turns }])),
    );
    if (json) {
      const [only, ...others] = named.map(viewOf);
      terminal.json(others.length === 0 ? only : { sessions: [only, ...others], counts });
    } else if (flags.format === 'markdown') {
      for (const { title, summary } of all) terminal.result(renderExplainMarkdown(title, summary));
    } else {
      for (const explained of all) terminal.result(renderExplained(explained, terminal.colour));
      if (named.length > 1 && counts.length > 0) terminal.result(renderLocalCounts(counts));
    }
    return 0;
  },
};
