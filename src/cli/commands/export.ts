// `turntape export`: recorded sessions for other programs. Bodies are as they were sent, so what
// looks like a secret stops it until the user decides.

import type { Database } from 'better-sqlite3';
import type { Argv } from 'yargs';
import { createBodySearch, type SecretInBody } from '../../exchange/search-secrets.ts';
import type { ExchangeWriter } from '../../formats/exchange-format.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { plural } from '../../lib/plural.ts';
import { readVersion } from '../../process/read-version.ts';
import { continuedIn } from '../../recordings/threads.ts';
import { readSessionExchanges } from '../../store/exchanges.ts';
import { readDatabase } from '../../store/read-database.ts';
import { resolveId } from '../../store/resolve-id.ts';
import { listSessions } from '../../store/sessions.ts';
import type { Terminal } from '../../terminal/console.ts';
import type { Command } from '../command.ts';
import { readNamed } from '../exchange-files/read-named.ts';
import { exchangeWriters } from '../formats/registry.ts';
import { type HashKeyFlag, hashKeyFlag } from '../hashes/hash-key-flag.ts';

/** A type, not an interface: only types fit `Command`'s record of flags. */
type ExportFlags = HashKeyFlag & {
  readonly session: string[];
  readonly 'allow-secrets': boolean;
  readonly hashes: boolean;
  readonly parquet: string | undefined;
};

interface ExportSource {
  readonly writer: ExchangeWriter;
  readonly allowsSecrets: boolean;
  readonly terminal: Terminal;
}

/** Declares a flag for each format, after those that the parser has already. */
function withFormatFlags<Flags>(parser: Argv<Flags>): Argv<Flags> {
  let declared = parser;
  for (const { flag, description } of exchangeWriters) {
    const definition = { fromProject: true, type: 'boolean', default: false, description } as const;
    declared = declared.option(flag, definition);
  }
  return declared;
}

/** @throws HarnessError `usage` unless exactly one format is named */
function chooseWriter(flags: Readonly<Record<string, unknown>>): ExchangeWriter {
  const [writer, ...others] = exchangeWriters.filter(({ flag }) => flags[flag] === true);
  if (writer !== undefined && others.length === 0) return writer;
  throw new HarnessError(
    'usage',
    'one format is needed',
    `Give ${exchangeWriters.map(({ flag }) => `--${flag}`).join(', ')}, --hashes or --parquet DIR`,
  );
}

export const exportCommand: Command<ExportFlags> = {
  usage: 'export [session..]',
  description: 'write recorded sessions for other programs (default: all), to stdout',
  examples: [
    ['turntape export s_0123 --jsonl > session.jsonl', 'everything; turntape import reads it'],
    ['turntape export --parquet tables', 'tables for DuckDB and others'],
  ],
  builder: (yargs) =>
    withFormatFlags(
      yargs.positional('session', {
        completedBy: 'session',
        type: 'string',
        array: true,
        default: [] as string[],
        description: 'session ids; the beginning of one is enough; or a file of whole requests',
      }),
    )
      .option('allow-secrets', {
        fromProject: false,
        hidden: true,
        type: 'boolean',
        default: false,
        description: 'continue although a body contains what looks like a secret',
      })
      .option('hashes', {
        fromProject: true,
        type: 'boolean',
        default: false,
        description: 'instead, JSON to post: keyed hashes, kinds, lengths, tokens and causes',
      })
      .option('hash-key', hashKeyFlag)
      .option('parquet', {
        fromProject: false,
        type: 'string',
        description:
          'folder for tables of all calls, causes, sessions, trials and imported session files (docs/fleet.md): no bodies',
      }),
  async run(flags, context) {
    const {
      terminal,
      flags: { db },
    } = context;
    if (flags.parquet !== undefined) {
      assertParquetAlone(flags);
      const { writeParquet } = await import('../export/write-parquet.ts');
      await writeParquet(flags.parquet, context);
      return 0;
    }
    const [only, ...others] = flags.session;
    if (flags.hashes) {
      const { hashNamed, openHashKey } = await import('../hashes/hash-named.ts');
      const named = only === undefined ? await readDatabase(db, agentSessions) : flags.session;
      terminal.json(await hashNamed(named, db, openHashKey(flags, terminal), terminal));
      return 0;
    }
    const writer = chooseWriter(flags);
    const source = { writer, allowsSecrets: flags['allow-secrets'], terminal };
    if (only !== undefined && others.length === 0) {
      await readNamed(db, only, terminal, (database, named) =>
        writeAll(database, [resolveId(database, named).id], source),
      );
    } else {
      await readDatabase(db, (database) => {
        const named = flags.session.map((text) => resolveId(database, text).id);
        const all = () => listSessions(database).map(({ id }) => id);
        writeAll(database, named.length > 0 ? named : all(), source);
      });
    }
    return 0;
  },
};

/** Sessions that clients sent; what a gateway made of one is found from it. */
function agentSessions(database: Database): string[] {
  return listSessions(database, 'client')
    .filter(({ kind }) => kind === 'turn')
    .map(({ id }) => id);
}

function writeAll(
  database: Database,
  ids: readonly string[],
  { writer, allowsSecrets, terminal }: ExportSource,
): void {
  const each = function* () {
    for (const id of ids) yield* readSessionExchanges(database, id);
  };
  if (!allowsSecrets) {
    const search = createBodySearch();
    for (const { id, headers, body, response, responseBody } of each()) {
      assertNoSecret(id, 'request', search(headers, body));
      assertNoSecret(id, 'response', search(response?.headers ?? [], responseBody));
    }
  }
  const write = (text: string): void => terminal.bytes(Buffer.from(text));
  write(writer.before(readVersion()));
  let [count, continued] = [0, 0];
  for (const exchange of each()) {
    if (continuedIn(exchange) !== null) continued++;
    write(`${count > 0 ? writer.between : ''}${writer.render(exchange)}`);
    count++;
  }
  write(writer.after);
  terminal.note(`${plural(count, 'exchange')} of ${plural(ids.length, 'session')}`);
  if (continued > 0) {
    const requests = plural(continued, 'request');
    terminal.note(`${requests} of these bring only what is new: see show --part whole-request`);
  }
}

/** @throws HarnessError `usage` beside what it would not follow */
function assertParquetAlone(flags: ExportFlags & Readonly<Record<string, unknown>>): void {
  if (flags.parquet === '') {
    throw new HarnessError('usage', '--parquet names no folder', 'Write --parquet DIR');
  }
  const formats = [...exchangeWriters.map(({ flag }) => flag), 'hashes'];
  const other = formats.find((flag) => flags[flag] === true);
  if (flags.session.length === 0 && other === undefined) return;
  throw new HarnessError(
    'usage',
    `--parquet takes ${other === undefined ? 'no sessions' : `no --${other} beside it`}`,
    'It writes the whole database, so that a later export can replace it: choose rows in the query',
  );
}

function assertNoSecret(
  exchange: string,
  side: 'request' | 'response',
  [found]: readonly SecretInBody[],
): void {
  if (found === undefined) return;
  const what =
    found.name === 'unreadable'
      ? `the ${side} body of exchange ${exchange} cannot be searched for secrets`
      : `exchange ${exchange} holds what looks like a secret: ${found.name}`;
  throw new HarnessError(
    'bad-input',
    `${what} ${found.masked}`,
    `Look at it with turntape show ${exchange} --part ${side}-body; --allow-secrets exports it as it is`,
  );
}
