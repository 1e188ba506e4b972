// `turntape explain`: where the cache breaks in a recorded session or in the trials of a run.
import { loadO200kTokenizer } from '../../backends/o200k-tokenizer.ts';
import { countPerClient } from '../../explain/local-counts.ts';
import { renderExplainMarkdown } from '../../explain/render-explain.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import type { Terminal } from '../../terminal/console.ts';
import type { ExplainedLog } from '../../usage/explain-calls.ts';
import { type ProfileFlag, profileFlag } from '../backends/profile-flag.ts';
import { simFlag } from '../backends/simulator-flags.ts';
import type { Command } from '../command.ts';
import { assertNoSide, type ExplainedName, explainNamed } from '../explain/explain-named.ts';
import { renderExplained, renderLocalCounts } from '../explain/render-explained.ts';
import { type HashKeyFlag, hashKeyFlag } from '../hashes/hash-key-flag.ts';
import { hashNamed, openHashKey } from '../hashes/hash-named.ts';
import { explainLog, printExplainedLogs } from '../logs/explain-log.ts';
import { pricesFlag, readPrices } from '../saved-runs/read-prices.ts';

/** A type, not an interface: only types fit `Command`'s record of flags. */
type ExplainFlags = ProfileFlag &
  HashKeyFlag & {
    readonly hashes: boolean;
    readonly session: string[];
    readonly arm: string | undefined;
    readonly rules: 'blocks' | 'breakpoints' | undefined;
    readonly sim: string[];
    readonly prices: string | undefined;
    readonly side: 'client' | 'upstream' | undefined;
    readonly format: 'text' | 'markdown';
  };

/** What was named one after the other, the trials of a run too. */
function viewsOf({ run, all }: ExplainedName): object[] {
  const of = run === null ? {} : { run };
  return all.map(({ names, summary, turns }) => ({ ...of, ...names, ...summary, turns }));
}

export const explainCommand: Command<ExplainFlags> = {
  usage: 'explain <session..>',
  description: 'show where the cache breaks: per call, with cause, place and tokens lost',
  examples: [
    ['turntape explain s_0123', 'a recorded session, call by call'],
    ['turntape explain r_0123 --arm on', 'the trials of a run'],
    ['turntape explain mine.har --format markdown', 'a file of requests, for an issue'],
  ],
  builder: (yargs) =>
    yargs
      .positional('session', {
        completedBy: 'session-or-run',
        type: 'string',
        array: true,
        demandOption: true,
        description:
          'sessions, session files (docs/logs.md), a fixture (FOLDER or FOLDER:ARM), or a run of ab (all its trials)',
      })
      .option('arm', {
        fromProject: true,
        completedBy: 'run-arm',
        type: 'string',
        description: 'of a run: only the trials of this arm',
      })
      .option('rules', {
        fromProject: true,
        choices: ['blocks', 'breakpoints'] as const,
        description:
          'how the cache matches: by blocks or by breakpoints (default: as the model’s profile says)',
      })
      .option('sim', {
        ...simFlag,
        description: 'assumed cache rules, key=value (docs/simulator.md)',
      })
      .option('profile', profileFlag)
      .option('prices', pricesFlag)
      .option('side', {
        fromProject: true,
        choices: ['client', 'upstream'] as const,
        description:
          'of a session that a gateway translated (default: upstream, which met the cache)',
      })
      .option('format', {
        fromProject: true,
        choices: ['text', 'markdown'] as const,
        default: 'text' as const,
        description: 'text, or a markdown section',
      })
      .option('hashes', {
        fromProject: true,
        type: 'boolean',
        default: false,
        description: 'instead, JSON to post: keyed hashes, kinds, lengths, tokens and causes',
      })
      .option('hash-key', hashKeyFlag),
  async run(flags, { terminal, flags: { db, json } }) {
    if (flags.hashes) {
      terminal.json(await hashNamed(flags.session, db, openHashKey(flags, terminal), terminal));
      return 0;
    }
    const logs = await explainLogs(flags.session, db, terminal);
    if (logs !== null) {
      assertNoSide(flags.session.join(', '), 'of session files', flags);
      assertNoPrices(flags.prices);
      printExplainedLogs(logs, json, terminal);
      return 0;
    }
    const { prices } = flags;
    const findPrice = prices === undefined ? undefined : readPrices(prices, terminal.cwd);
    const options = { ...flags, findPrice };
    const tokenizer = await loadO200kTokenizer();
    const named = await Promise.all(
      flags.session.map((text) => explainNamed(text, db, options, { terminal, tokenizer })),
    );
    const all = named.flatMap((one) => one.all);
    const counts = countPerClient(
      all.flatMap(({ client, turns }) => (client === null ? [] : [{ client, turns }])),
    );
    if (json) {
      terminal.json({ sessions: named.flatMap(viewsOf), counts });
    } else if (flags.format === 'markdown') {
      for (const { title, summary } of all) terminal.result(renderExplainMarkdown(title, summary));
    } else {
      for (const explained of all)
        terminal.result(renderExplained(explained, terminal.colour), true);
      if (named.length > 1 && counts.length > 0) terminal.result(renderLocalCounts(counts));
    }
    return 0;
  },
};

/** @throws HarnessError `usage` where `--prices` would be ignored */
function assertNoPrices(prices: string | undefined): void {
  if (prices === undefined) return;
  throw new HarnessError(
    'usage',
    '--prices is of recorded requests: what session files lost is told in tokens only',
    'Leave it out; turntape usage says what session files cost',
  );
}

/** null: what was named is of requests, not of session files. */
async function explainLogs(
  named: readonly string[],
  db: string,
  terminal: Terminal,
): Promise<ExplainedLog[] | null> {
  const found = await Promise.all(named.map((text) => explainLog(text, db, terminal)));
  const logs = found.flatMap((log) => log ?? []);
  if (logs.length === 0) return null;
  const other = named.find((_, index) => found[index] === null);
  if (other === undefined) return logs;
  throw new HarnessError(
    'usage',
    `${other} is no session file, and the others are`,
    'Explain them one by one',
  );
}
