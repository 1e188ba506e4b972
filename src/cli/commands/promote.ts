// `turntape promote`: a recorded session becomes a fixture or a scenario that can be shared.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadO200kTokenizer } from '../../backends/o200k-tokenizer.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { writeWhole } from '../../files/write-whole.ts';
import { renderFixture } from '../../formats/fixture-files.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { plural } from '../../lib/plural.ts';
import { renderScenario } from '../../scenarios/render-scenario.ts';
import type { Terminal } from '../../terminal/console.ts';
import type { Command } from '../command.ts';
import { readNamed } from '../exchange-files/read-named.ts';
import { writeFixtureFiles } from '../fixtures/fixture-folders.ts';
import { sessionToFixture } from '../promote/session-to-fixture.ts';
import { sessionToScenario } from '../promote/session-to-scenario.ts';
import { type RecordedSession, readRecordedSession } from '../recording/read-recorded.ts';

/** The file of a fixture that tells one session from another. */
const firstRequest = '01.request.json';

// A type, not an interface: only types are assignable to the registry's Record.
type PromoteFlags = {
  readonly session: string;
  readonly as: string;
  readonly name: string;
  readonly out: string | undefined;
  readonly turns: number | undefined;
  readonly 'skip-failed': boolean;
  readonly 'allow-secrets': boolean;
  readonly force: boolean;
};

function assertFlags({ as, name }: PromoteFlags): void {
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name)) {
    throw new HarnessError(
      'usage',
      `\`${name}\` is not a name for a ${as}`,
      'Use lower-case letters, digits and hyphens',
    );
  }
}

/**
 * A session that is promoted again gives the same text: another one under its name is a slip.
 * @throws HarnessError `usage`
 */
function assertSame(path: string, file: string, text: string | undefined, force: boolean): void {
  if (force || text === undefined || !existsSync(file)) return;
  if (readFileSync(file, 'utf8') === text) return;
  throw new HarnessError(
    'usage',
    `${path} is there already, of another session or version`,
    'Choose another --name, or replace it with --force',
  );
}

/** Files that a fixture does not have are removed: never from a folder that is not one. */
function writeFixture(path: string, files: ReadonlyMap<string, string>, force: boolean): void {
  if (existsSync(path) && !existsSync(join(path, 'meta.json'))) {
    throw new HarnessError(
      'usage',
      `${path} exists and is not a fixture`,
      'Choose another --name or --out',
    );
  }
  assertSame(path, join(path, firstRequest), files.get(firstRequest), force);
  writeFixtureFiles(path, files);
}

function writeScenario(folder: string, path: string, text: string, force: boolean): void {
  assertSame(path, path, text, force);
  makeFolder(folder);
  writeWhole(path, text);
}

function readRecorded(
  db: string,
  flags: PromoteFlags,
  terminal: Terminal,
): Promise<RecordedSession> {
  return readNamed(db, flags.session, terminal, (database, named) =>
    readRecordedSession(database, named, {
      skipFailed: flags['skip-failed'],
      turns: flags.turns,
    }),
  );
}

export const promoteCommand: Command<PromoteFlags> = {
  usage: 'promote <session>',
  description: 'turn a recorded session into a fixture or a scenario, pseudonymised',
  examples: [
    ['turntape promote s_0123 --name my-session', 'a fixture for turntape check'],
    ['turntape promote s_0123 --as scenario --name mine', 'a scenario for turntape ab'],
  ],
  builder: (yargs) =>
    yargs
      .positional('session', {
        completedBy: 'session',
        type: 'string',
        demandOption: true,
        description: 'a session, or a file of whole requests',
      })
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
        range: { minimum: 1, isWhole: true },
        description: 'use only the first N model calls',
      })
      .option('skip-failed', {
        fromProject: true,
        type: 'boolean',
        default: false,
        description: 'leave out exchanges that failed and were sent again',
      })
      .option('force', {
        fromProject: false,
        type: 'boolean',
        default: false,
        description: 'replace a fixture or scenario of another session that has the name',
      })
      .option('allow-secrets', {
        fromProject: false,
        hidden: true,
        type: 'boolean',
        default: false,
        description: 'continue although the session contains what looks like a secret',
      }),
  async run(flags, { terminal, flags: { db, json } }) {
    assertFlags(flags);
    const recorded = await readRecorded(db, flags, terminal);
    const options = {
      name: flags.name,
      allowSecrets: flags['allow-secrets'],
      tokenizer: await loadO200kTokenizer(),
    };
    const isFixture = flags.as === 'fixture';
    const folder = flags.out ?? (isFixture ? 'recordings' : 'scenarios');
    const path = join(folder, isFixture ? flags.name : `${flags.name}.yaml`);
    const { force } = flags;
    if (isFixture) writeFixture(path, renderFixture(sessionToFixture(recorded, options)), force);
    else writeScenario(folder, path, renderScenario(sessionToScenario(recorded, options)), force);
    const calls = recorded.calls.length;
    if (json) terminal.json({ path, as: flags.as, calls });
    else terminal.result(`${path}: ${plural(calls, 'model call')}`);
    terminal.note(`next: turntape ${isFixture ? 'check' : 'ab'} ${path}`);
    return 0;
  },
};
