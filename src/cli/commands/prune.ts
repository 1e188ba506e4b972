// `turntape prune`: retention of the recording.

import { HarnessError } from '../../lib/harness-error.ts';
import { parseByteSize, parseDuration } from '../../lib/parse-amount.ts';
import { plural } from '../../lib/plural.ts';
import { pruneDatabase } from '../../store/prune-database.ts';
import { writeDatabase } from '../../store/write-database.ts';
import type { Command } from '../command.ts';

/** A type, not an interface: only types fit `Command`'s record of flags. */
type PruneFlags = {
  readonly 'older-than': string | undefined;
  readonly 'max-size': string | undefined;
  readonly 'dry-run': boolean;
};

export const pruneCommand: Command<PruneFlags> = {
  usage: 'prune',
  description: 'delete recorded sessions by age or size, least recently used first',
  examples: [
    ['turntape prune --older-than 30d --dry-run', 'what would go'],
    ['turntape prune --max-size 500MB', 'least recently used first'],
  ],
  builder: (yargs) =>
    yargs
      .option('older-than', {
        fromProject: false,
        type: 'string',
        description: 'sessions whose last exchange is older: 30d, 12h, 15m',
      })
      .option('max-size', {
        fromProject: false,
        type: 'string',
        description: 'delete sessions until the database is smaller: 500MB, 2GB',
      })
      .option('dry-run', {
        fromProject: true,
        type: 'boolean',
        default: false,
        description: 'say what would be deleted, and delete nothing',
      }),
  async run(flags, { terminal, flags: { db, json } }) {
    const age = parsed('older-than', flags['older-than'], parseDuration, '30d, 12h or 15m');
    const bytesMax = parsed('max-size', flags['max-size'], parseByteSize, '500MB or 2GB');
    if (age === undefined && bytesMax === undefined) {
      throw new HarnessError(
        'usage',
        'nothing says what may go',
        'Give --older-than, --max-size or both',
      );
    }
    const keptSinceMs = age === undefined ? undefined : Date.now() - age;
    const isDryRun = flags['dry-run'];
    const pruned = await writeDatabase(db, 'change', (database) =>
      pruneDatabase(database, { keptSinceMs, bytesMax, isDryRun }),
    );
    const { sessions, exchanges, importedSessions, bytesBefore, bytesAfter, isCompacted } = pruned;
    if (json) {
      terminal.json({
        dry_run: isDryRun,
        sessions,
        exchanges,
        imported_sessions: importedSessions,
        bytes_before: bytesBefore,
        bytes_after: bytesAfter,
      });
    } else {
      const imported =
        importedSessions > 0 ? `, ${plural(importedSessions, 'imported session')}` : '';
      terminal.result(
        `${plural(sessions, 'session')} with ${plural(exchanges, 'exchange')}${imported} ${isDryRun ? 'would be deleted' : 'deleted'}, ${bytesBefore} -> ${bytesAfter} bytes`,
      );
      if (!isCompacted) terminal.note('The file shrinks when no recorder uses it: run prune again');
    }
    return 0;
  },
};

function parsed(
  name: string,
  text: string | undefined,
  parse: (text: string) => number | undefined,
  examples: string,
): number | undefined {
  if (text === undefined) return undefined;
  const value = parse(text);
  if (value !== undefined) return value;
  throw new HarnessError('usage', `--${name} ${text} cannot be read`, `Write ${examples}`);
}
