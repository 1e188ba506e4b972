// `turntape import`: what other recorders wrote becomes sessions of ours. Importing twice adds
// only what the first time did not come to.
import type { Exchange } from '../../domain/exchange.ts';
import type { ExchangeFormat, Imported } from '../../formats/exchange-format.ts';
import { toExchanges } from '../../formats/foreign-exchange.ts';
import { assertNever } from '../../lib/assert-never.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { systemClock } from '../../process/system-clock.ts';
import { createExchangeCopier, type ExchangeCopier } from '../../store/copy-exchange.ts';
import { isBusy, isDamaged, isFull } from '../../store/database-error.ts';
import { readFingerprintKey } from '../../store/open-database.ts';
import { writeDatabase } from '../../store/write-database.ts';
import type { Command } from '../command.ts';
import { exchangeFormats } from '../formats/registry.ts';
import { openSourceFile } from '../import/open-source-file.ts';

/** A type, not an interface: only types fit `Command`'s record of flags. */
type ImportFlags = { readonly file: string };

const titles = exchangeFormats.map(({ title }) => title).join(', ');

export const importCommand: Command<ImportFlags> = {
  usage: 'import <file>',
  description: 'import what turntape or another recorder wrote',
  builder: (yargs) =>
    yargs.positional('file', {
      type: 'string',
      demandOption: true,
      description: `${titles}; the format is found by the content`,
    }),
  async run({ file }, { terminal, flags: { db, json } }) {
    const { format, imported } = await readFile(file);
    const counts = { imported: 0, completed: 0, skipped: 0, failed: 0 };
    const keys = { copied: 'imported', completed: 'completed', known: 'skipped' } as const;
    const copyOne = (copier: ExchangeCopier, exchange: Exchange): void => {
      try {
        counts[keys[copier.copy(exchange)]]++;
      } catch (error) {
        // The next one cannot be stored either: the command ends, and can be given again.
        if (isBusy(error) || isFull(error) || isDamaged(error)) throw error;
        counts.failed++;
        terminal.error(`the exchange ${exchange.id} cannot be stored: ${messageOf(error)}`);
      }
    };
    await writeDatabase(db, 'write', (database) => {
      const copier = createExchangeCopier(database, systemClock.nowMs);
      for (const exchange of exchangesOf(imported, readFingerprintKey(database))) {
        copyOne(copier, exchange);
      }
      copier.close();
    });
    if (json) terminal.json({ format: format.name, ...counts });
    else {
      const { imported, completed, skipped, failed } = counts;
      terminal.result(
        [
          `${format.name}: ${imported} exchanges imported, ${skipped} were there already`,
          ...(completed > 0 ? [`${completed} lacked their end, and are complete now`] : []),
          ...(failed > 0 ? [`${failed} could not be stored`] : []),
        ].join(', '),
      );
    }
    return counts.failed === 0 ? 0 : 1;
  },
};

/** @throws HarnessError `bad-input` for a file of no format that is known */
async function readFile(path: string): Promise<{ format: ExchangeFormat; imported: Imported }> {
  const file = openSourceFile(path);
  const format = exchangeFormats.find(({ reader }) => reader.sniff(file));
  if (format !== undefined) return { format, imported: await format.reader.read(file) };
  throw new HarnessError(
    'bad-input',
    `${path} is of no format that is known`,
    `Known are ${titles}`,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function exchangesOf(imported: Imported, key: Uint8Array): readonly Exchange[] {
  switch (imported.type) {
    case 'own':
      return imported.exchanges;
    case 'foreign':
      return toExchanges(imported.exchanges, key);
    default:
      return assertNever(imported, 'imported');
  }
}
