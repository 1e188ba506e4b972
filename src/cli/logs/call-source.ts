// Where a command reads calls from: session files, or the database that they were imported into.
import type { Argv } from 'yargs';
import type { NotHeld } from '../../domain/logged-call.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import type { CallOfSession } from '../../log-files/read-logs.ts';
import { readLoggedCalls, readNotHeld } from '../../store/logged/read-logged.ts';
import { readDatabase } from '../../store/read-database.ts';
import type { CommandContext } from '../command.ts';
import { readCalls } from './read-calls.ts';

/** A type, not an interface: only types fit `Command`'s record of flags. */
export type CallSource = {
  readonly files: readonly string[];
  readonly imported: boolean;
};

/** Adds the flag. */
export function withImported<Flags>(yargs: Argv<Flags>): Argv<Flags & { imported: boolean }> {
  return yargs.option('imported', {
    fromProject: true,
    type: 'boolean',
    default: false,
    description: 'what turntape import has put into the database, instead of files',
  });
}

/**
 * @returns what at least one of the sources does not hold
 * @throws HarnessError `not-found` where there is nothing to read
 */
export async function readSource(
  { files, imported }: CallSource,
  { terminal, flags: { db } }: CommandContext,
  countTokens: (text: string) => number | null,
  onCall: (call: CallOfSession) => void,
): Promise<readonly NotHeld[]> {
  if (!imported) return (await readCalls(terminal, files, countTokens, onCall)).notHeld;
  if (files.length > 0) {
    throw new HarnessError(
      'usage',
      '--imported reads the database, not files',
      'Name files, or give --imported',
    );
  }
  return await readDatabase(db, (database) => {
    for (const call of readLoggedCalls(database)) onCall(call);
    return readNotHeld(database);
  });
}
