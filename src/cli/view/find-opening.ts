// What the page begins with: what the user named, found before a server is started for it.
import { HarnessError } from '../../lib/harness-error.ts';
import { readRequestHead } from '../../store/exchanges.ts';
import { readDatabase } from '../../store/read-database.ts';
import { resolveId } from '../../store/resolve-id.ts';
import { createRunStore } from '../../store/runs.ts';
import type { About } from '../../view/api.ts';

/** @throws HarnessError `not-found`, also where there is no database yet */
export function findOpening(db: string, subject: string | undefined): Promise<About['opens']> {
  return readDatabase(db, (database) => {
    if (subject === undefined) return null;
    if (createRunStore(database).readDefinition(subject) !== undefined) {
      return { type: 'run', id: subject };
    }
    try {
      const { type, id } = resolveId(database, subject);
      if (type === 'session') return { type, id };
      return { type: 'call', id, session: readRequestHead(database, id)?.session ?? '' };
    } catch (error) {
      if (!(error instanceof HarnessError) || error.code !== 'not-found') throw error;
      throw new HarnessError(
        'not-found',
        `no session, exchange or run \`${subject}\` in ${db}`,
        'turntape view alone lists what there is',
        error,
      );
    }
  });
}
