// `turntape export`: recorded sessions for other programs. Bodies are as they were sent, so what looks
// like a secret stops it until the user decides.

import { decodeBody } from '../../exchange/decode-body.ts';
import { findSecrets } from '../../exchange/find-secrets.ts';
import { toJsonl } from '../../formats/exchange-jsonl.ts';
import { harFrame, toHarEntry } from '../../formats/har.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { readVersion } from '../../process/read-version.ts';
import { readSessionExchanges } from '../../store/exchanges.ts';
import { readDatabase } from '../../store/read-database.ts';
import { resolveId } from '../../store/resolve-id.ts';
import { listSessions } from '../../store/sessions.ts';
import type { Command } from '../command.ts';

/** A type, not an interface: only types fit `Command`'s record of flags. */
type ExportFlags = {
  readonly session: string[];
  readonly har: boolean;
  readonly jsonl: boolean;
  readonly 'allow-secrets': boolean;
};

export const exportCommand: Command<ExportFlags> = {
  usage: 'export [session..]',
  description: 'write recorded sessions to stdout, for other programs; without a name, all',
  builder: (yargs) =>
    yargs
      .positional('session', {
        type: 'string',
        array: true,
        default: [] as string[],
        description: 'session ids; the beginning of one is enough',
      })
      .option('har', { type: 'boolean', default: false, description: 'HAR 1.2, bodies decoded' })
      .option('jsonl', {
        type: 'boolean',
        default: false,
        description: 'one exchange a line, whole; turntape import reads it',
      })
      .option('allow-secrets', {
        type: 'boolean',
        default: false,
        description: 'go on although a body holds what looks like a secret',
      }),
  async run(flags, { terminal, flags: { db } }) {
    if (flags.har === flags.jsonl) {
      throw new HarnessError('usage', 'one format is needed', 'Give --har or --jsonl');
    }
    await readDatabase(db, (database) => {
      const ids =
        flags.session.length > 0
          ? flags.session.map((text) => resolveId(database, text).id)
          : listSessions(database).map(({ id }) => id);
      const each = function* () {
        for (const id of ids) yield* readSessionExchanges(database, id);
      };
      if (!flags['allow-secrets']) {
        for (const { id, headers, body, response, responseBody } of each()) {
          assertNoSecret(id, decodeBody(headers, body) ?? body);
          assertNoSecret(id, decodeBody(response?.headers ?? [], responseBody) ?? responseBody);
        }
      }
      const write = (text: string): void => terminal.bytes(Buffer.from(text));
      const { before, after } = harFrame(readVersion());
      if (flags.har) write(before);
      let count = 0;
      for (const exchange of each()) {
        if (flags.jsonl) write(toJsonl(exchange));
        else write(`${count > 0 ? ',' : ''}${JSON.stringify(toHarEntry(exchange))}`);
        count++;
      }
      if (flags.har) write(after);
      terminal.note(`${count} exchanges of ${ids.length} sessions`);
    });
    return 0;
  },
};

function assertNoSecret(exchange: string, bytes: Uint8Array): void {
  const [found] = findSecrets(Buffer.from(bytes).toString('utf8'));
  if (found === undefined) return;
  throw new HarnessError(
    'bad-input',
    `exchange ${exchange} holds what looks like a secret: ${found.name} ${found.masked}`,
    'Look at it with turntape show EXCHANGE --part request-body; --allow-secrets exports it as it is',
  );
}
