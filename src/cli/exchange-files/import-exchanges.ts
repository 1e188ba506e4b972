// Exchanges that another recorder kept -> recorded sessions of ours. Importing twice adds only what
// the first time did not come to.
import type { Database } from 'better-sqlite3';
import type { Exchange } from '../../domain/exchange.ts';
import { redactExchange } from '../../exchange/redact-exchange.ts';
import { problemOf } from '../../formats/check-exchange.ts';
import type { ExchangeFormat, Imported } from '../../formats/exchange-format.ts';
import { toExchanges } from '../../formats/foreign-exchange.ts';
import { assertNever } from '../../lib/assert-never.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { systemClock } from '../../process/system-clock.ts';
import { createExchangeCopier } from '../../store/copy-exchange.ts';
import { isBusy, isDamaged, isFull } from '../../store/database-error.ts';
import { readFingerprintKey } from '../../store/open-database.ts';
import type { Terminal } from '../../terminal/console.ts';
import { exchangeFormats } from '../formats/registry.ts';
import { openSourceFile } from './open-source-file.ts';
import { createRefusals } from './refusals.ts';

/** What people call the formats that can be imported, for help and messages. */
export const exchangeTitles = exchangeFormats.map(({ title }) => title).join(', ');

/** Told what of a file could not be read. */
export type Reporter = Pick<Terminal, 'note' | 'error'>;

export interface ImportedExchanges {
  readonly format: string;
  readonly imported: number;
  /** Of an earlier import that was ended: they lacked their end. */
  readonly completed: number;
  /** They were there already. */
  readonly skipped: number;
  readonly failed: number;
}

const names = { copied: 'imported', completed: 'completed', known: 'skipped' } as const;

/** @throws HarnessError `bad-input` for a file of no format that is known */
export async function importExchanges(
  database: Database,
  path: string,
  terminal: Reporter,
): Promise<ImportedExchanges> {
  const { format, imported, skippedLines } = await readFile(path);
  const [first] = skippedLines;
  if (first !== undefined) {
    const others = skippedLines.length === 1 ? '' : `, and ${skippedLines.length - 1} more`;
    terminal.note(`${path}: line ${first} is cut or no JSON and was skipped${others}`);
  }
  const counts = { imported: 0, completed: 0, skipped: 0, failed: 0 };
  const refusals = createRefusals(path, terminal);
  const copier = createExchangeCopier(database, systemClock.nowMs);
  for (const [index, exchange] of exchangesOf(imported, readFingerprintKey(database)).entries()) {
    const problem = problemOf(exchange);
    if (problem !== null) {
      counts.failed++;
      refusals.add(index, exchange.id, problem);
      continue;
    }
    try {
      counts[names[copier.copy(exchange)]]++;
    } catch (error) {
      // The next one cannot be stored either: the command ends, and can be given again.
      if (isBusy(error) || isFull(error) || isDamaged(error)) throw error;
      counts.failed++;
      refusals.add(index, exchange.id, messageOf(error));
    }
  }
  copier.close();
  refusals.summarise();
  return { format: format.name, ...counts };
}

/** Whether a file is of a format whose requests are exchanges. */
export function holdsExchanges(path: string): boolean {
  try {
    const file = openSourceFile(path);
    return exchangeFormats.some(({ reader }) => reader.sniff(file));
  } catch (error) {
    // Too large, or not to be read: whoever reads the folder says so.
    if (error instanceof HarnessError) return false;
    throw error;
  }
}

async function readFile(path: string): Promise<{
  readonly format: ExchangeFormat;
  readonly imported: Imported;
  readonly skippedLines: readonly number[];
}> {
  const file = openSourceFile(path);
  const format = exchangeFormats.find(({ reader }) => reader.sniff(file));
  if (format !== undefined) {
    const imported = await format.reader.read(file);
    return { format, imported, skippedLines: file.skippedLines() };
  }
  throw new HarnessError(
    'bad-input',
    `${path} is of no format that is known`,
    `Known are ${exchangeTitles}, and the session files of docs/logs.md`,
  );
}

function exchangesOf(imported: Imported, key: Uint8Array): readonly Exchange[] {
  switch (imported.type) {
    case 'own':
      return imported.exchanges.map((exchange) => redactedIfWhole(exchange, key));
    case 'foreign':
      return toExchanges(imported.exchanges, key);
    default:
      return assertNever(imported, 'imported');
  }
}

/** One that is not what it says is refused afterwards. */
function redactedIfWhole(exchange: Exchange, key: Uint8Array): Exchange {
  return problemOf(exchange) === null ? redactExchange(exchange, key) : exchange;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
