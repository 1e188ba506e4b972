// `turntape promote`: a recorded session becomes a fixture or a scenario that can be shared.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadO200kTokenizer } from '../../backends/o200k-tokenizer.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { writeWhole } from '../../files/write-whole.ts';
import { renderFixture } from '../../formats/fixture-files.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { plural } from '../../lib/plural.ts';
import { renderScenario } from '../../scenarios/render-scenario.ts';
import { openDatabase } from '../../store/open-database.ts';
import type { Command } from '../command.ts';
import { writeFixtureFiles } from '../fixtures/fixture-folders.ts';
import { sessionToFixture } from '../promote/session-to-fixture.ts';
import { sessionToScenario } from '../promote/session-to-scenario.ts';
import { type RecordedSession, readRecordedSession } from '../recording/read-recorded.ts';

// A type, not an interface: only types are assignable to the registry's Record.
type PromoteFlags = {
  readonly session: string;
  readonly as: string;
  readonly name: string;
  readonly out: string | undefined;
  readonly turns: number | undefined;
  readonly 'skip-failed': boolean;
  readonly 'allow-secrets': boolean;
};

function assertFlags({ as, name, turns }: PromoteFlags): void {
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) {
    throw new HarnessError(
      'usage',
      `\`${name}\` is not a name for a ${as}`,
      'Use lower-case letters, digits and hyphens',
    );
  }
  if (turns !== undefined && !(Number.isInteger(turns) && turns > 0)) {
    throw new HarnessError('usage', `--turns ${turns} is not a number of calls`, 'Give 1 or more');
  }
}

/** Files that a fixture does not have are removed: never from a folder that is not one. */
function writeFixture(path: string, files: ReadonlyMap<string, string>): void {
  if (existsSync(path) && !existsSync(join(path, 'meta.json'))) {
    throw new HarnessError(
      'usage',
      `${path} exists and is not a fixture`,
      'Choose another --name or --out',
    );
  }
  writeFixtureFiles(path, files);
}

function writeScenario(folder: string, path: string, text: string): void {
  makeFolder(folder);
  writeWhole(path, text);
}

function readRecorded(db: string, flags: PromoteFlags): RecordedSession {
  const database = openDatabase(db, { mode: 'read' });
  try {
    return readRecordedSession(database, flags.session, {
      skipFailed: flags['skip-failed'],
      turns: flags.turns,
    });
  } finally {
    database.close();
  }
}

export const promoteCommand: Command<PromoteFlags> = {
  usage: 'promote <session>',
  description: 'turn a recorded session into a fixture or a scenario, pseudonymised',
  builder: (yargs) =>
    yargs
      .positional('session', { type: 'string', demandOption: true, description: 'session id' })
      .option('as', {
        fromProject: true,
        type: 'string',
        choices: ['fixture', 'scenario'],
        default: 'fixture',
        description: 'what it becomes',
      })
      .option('name', {
        fromProject: false,
        type: 'string',
        demandOption: true,
        description: 'name of the folder or file: letters, digits, hyphens',
      })
      .option('out', {
        fromProject: false,
        type: 'string',
        description: 'folder to write into (default: recordings or scenarios)',
      })
      .option('turns', {
        fromProject: true,
        type: 'number',
        description: 'use only the first N model calls',
      })
      .option('skip-failed', {
        fromProject: true,
        type: 'boolean',
        default: false,
        description: 'leave out exchanges that failed and were sent again',
      })
      .option('allow-secrets', {
        fromProject: false,
        type: 'boolean',
        default: false,
        description: 'continue although the session contains what looks like a secret',
      }),
  async run(flags, { terminal, flags: { db, json } }) {
    assertFlags(flags);
    const recorded = readRecorded(db, flags);
    const options = {
      name: flags.name,
      allowSecrets: flags['allow-secrets'],
      tokenizer: await loadO200kTokenizer(),
    };
    const isFixture = flags.as === 'fixture';
    const folder = flags.out ?? (isFixture ? 'recordings' : 'scenarios');
    const path = join(folder, isFixture ? flags.name : `${flags.name}.yaml`);
    if (isFixture) writeFixture(path, renderFixture(sessionToFixture(recorded, options)));
    else writeScenario(folder, path, renderScenario(sessionToScenario(recorded, options)));
    const calls = recorded.calls.length;
    if (json) terminal.json({ path, as: flags.as, calls });
    else terminal.result(`${path}: ${plural(calls, 'model call')}`);
    return 0;
  },
};
