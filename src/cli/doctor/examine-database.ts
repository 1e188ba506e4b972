// Whether a recording is sound, and what is repaired of it.

import { plural } from '../../lib/plural.ts';
import { systemClock } from '../../process/system-clock.ts';
import {
  type DatabaseHealth,
  inspectDatabase,
  repairDatabase,
} from '../../store/inspect-database.ts';
import { databaseVersion } from '../../store/migrations/registry.ts';
import { readDatabase } from '../../store/read-database.ts';
import { listRepeatedCalls, type RepeatedCall } from '../../store/repeated-calls.ts';
import { rescueDatabase } from '../../store/rescue-database.ts';
import { writeDatabase } from '../../store/write-database.ts';

export interface Finding {
  readonly problem: string;
  /** What to do. */
  readonly hint: string;
}

export interface Examined {
  readonly health: DatabaseHealth;
  readonly repeated: readonly RepeatedCall[];
  readonly repaired: readonly string[];
  readonly isRepaired: boolean;
}

/** @param repair false: nothing is written */
export async function examineDatabase(path: string, repair: boolean): Promise<Examined> {
  const repaired: string[] = [];
  let exposedBefore: readonly string[] = [];
  if (repair) {
    await writeDatabase(path, 'change', async (writer) => {
      const before = inspectDatabase(writer, path);
      repairDatabase(writer, path, systemClock);
      exposedBefore = before.exposed;
      if (before.deadRecorders.length > 0) {
        repaired.push(`marked as ended: ${plural(before.deadRecorders.length, 'killed recorder')}`);
      }
      if (before.damage.length > 0 || before.unreadable.length > 0) {
        const copy = `${path}.rescued.db`;
        const { exchanges, withoutAnswer, trials } = await rescueDatabase(
          writer,
          copy,
          systemClock,
        );
        const parts = [
          plural(exchanges, 'exchange'),
          ...(withoutAnswer > 0 ? [`${withoutAnswer} of them without their answer`] : []),
          ...(trials > 0 ? [plural(trials, 'trial')] : []),
        ];
        repaired.push(`${parts.join(', ')} copied to ${copy}`);
      }
    });
  }
  return readDatabase(path, (database) => {
    const health = inspectDatabase(database, path);
    const repeated = health.damage.length > 0 ? [] : listRepeatedCalls(database);
    const closed = exposedBefore.filter((file) => !health.exposed.includes(file));
    if (closed.length > 0) repaired.unshift('files that others could read');
    return { health, repeated, repaired, isRepaired: repair };
  });
}

/** Empty: nothing is wrong. */
export function findingsOf({ health, repeated, isRepaired }: Examined): Finding[] {
  const repair = 'turntape doctor --repair';
  return [
    ...health.damage.map((line) => ({
      problem: `the database is damaged: ${line}`,
      hint: `${repair} copies what can be read`,
    })),
    ...(health.unreadable.length > 0
      ? [
          {
            problem: `${plural(health.unreadable.length, 'exchange')} cannot be read back (${health.unreadable[0]})`,
            hint: `${repair} copies the others`,
          },
        ]
      : []),
    ...(health.version < databaseVersion
      ? [
          {
            problem: `the database has version ${health.version}, this turntape writes ${databaseVersion}`,
            hint: `It is read through a copy in memory; ${repair} brings it to that version and keeps a copy`,
          },
        ]
      : []),
    ...health.leftRequests.map((file) => ({
      problem: `an older turntape was killed and left its last requests in ${file}`,
      hint: isRepaired
        ? 'They could not be taken in: make room on the disk, or see what else is said here'
        : `${repair} takes them into the database, as does the next recording`,
    })),
    ...health.exposed.map((file) => ({
      problem: `others can read ${file}`,
      hint: isRepaired
        ? 'The folder may be shared with other things: chmod go-rwx it, or keep the database in its own folder (--db)'
        : `${repair}, or chmod go-rwx`,
    })),
    ...repeated.map(({ session, first, second, apartMs }) => ({
      problem: `call ${first} of ${session} was repeated as ${second}, ${Math.round(apartMs)} ms later, though it had been answered`,
      hint: 'A request was sent again: look at both with turntape show',
    })),
  ];
}
