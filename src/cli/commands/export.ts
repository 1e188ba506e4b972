// `turntape export`: recorded sessions for other programs. Bodies are as they were sent, so what
// looks like a secret stops it until the user decides.

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
import type { Command } from '../command.ts';
import { exchangeWriters } from '../formats/registry.ts';

/** A type, not an interface: only types fit `Command`'s record of flags. */
type ExportFlags = {
  readonly session: string[];
  readonly 'allow-secrets': boolean;
};

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
    `Give ${exchangeWriters.map(({ flag }) => `--${flag}`).join(' or ')}`,
  );
}

export const exportCommand: Command<ExportFlags> = {
  usage: 'export [session..]',
  description: 'write recorded sessions to stdout, for other programs (default: all)',
  builder: (yargs) =>
    withFormatFlags(
      yargs.positional('session', {
        type: 'string',
        array: true,
        default: [] as string[],
        description: 'session ids; the beginning of one is enough',
      }),
    ).option('allow-secrets', {
      fromProject: false,
      type: 'boolean',
      default: false,
      description: 'continue although a body contains what looks like a secret',
    }),
  async run(flags, { terminal, flags: { db } }) {
    const writer = chooseWriter(flags);
    await readDatabase(db, (database) => {
      const ids =
        flags.session.length > 0
          ? flags.session.map((text) => resolveId(database, text).id)
          : listSessions(database).map(({ id }) => id);
      const each = function* () {
        for (const id of ids) yield* readSessionExchanges(database, id);
      };
      if (!flags['allow-secrets']) {
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
    });
    return 0;
  },
};

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
