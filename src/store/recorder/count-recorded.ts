// What of a recording can be read back, looked up as a reader would.
import { openDatabase } from '../open-database.ts';

/**
 * Exchanges that a recorder has recorded to their end. 0 where there is no database, or none that
 * can be read.
 * @param recorder row in `recorders`
 */
export function countRecorded(path: string, recorder: number): number {
  try {
    const database = openDatabase(path, { mode: 'read' });
    try {
      return Number(
        database
          .prepare('SELECT count(*) FROM exchanges WHERE recorder = ? AND outcome IS NOT NULL')
          .pluck()
          .get(recorder),
      );
    } finally {
      database.close();
    }
  } catch {
    return 0;
  }
}
