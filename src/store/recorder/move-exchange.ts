// Copies exchanges that are being recorded into another database.
import type { Database } from 'better-sqlite3';
import { writeResponse } from '../copy-exchange.ts';
import { createExchangeWriter } from '../exchange-writer.ts';
import { readExchange } from '../exchanges.ts';

export interface MovedExchange {
  readonly row: number;
  /** Rows of chunks. */
  readonly segments: number;
}

/**
 * Throws SQLite's error, or another one where the exchange cannot be read; it is not there then.
 * @param recorder row of this process in `recorders` of `to`
 */
export function createExchangeMover(
  from: Database,
  to: Database,
  recorder: number,
): (id: string) => MovedExchange {
  const writer = createExchangeWriter(to, recorder);
  // The file that is there now may be an older copy of the one that was.
  const forget = to.prepare('DELETE FROM exchanges WHERE id = ?');
  return to.transaction((id: string): MovedExchange => {
    const exchange = readExchange(from, id);
    if (exchange === undefined) throw new Error('the exchange was deleted from the database');
    forget.run(id);
    const row = writer.insert(exchange);
    writeResponse(writer, row, exchange);
    return { row, segments: exchange.chunks.length > 0 ? 1 : 0 };
  }).immediate;
}
