// `turntape check`: what the translator makes of the fixtures, against what is expected in them.

import { loadO200kTokenizer } from '../../backends/o200k-tokenizer.ts';
import { withExpected } from '../../check/check-fixture.ts';
import { renderGroups } from '../../check/report/render-groups.ts';
import { exitCodeOfCard } from '../../conform/card-document.ts';
import { services } from '../../conform/row.ts';
import { rows } from '../../conform/rows/registry.ts';
import type { Fixture } from '../../formats/fixture.ts';
import { parseFixture, renderFixture } from '../../formats/fixture-files.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { plural } from '../../lib/plural.ts';
import { sum } from '../../stats/descriptive.ts';
import { type ProfileFlag, profileFlag } from '../backends/profile-flag.ts';
import { readSimulatorParameters } from '../backends/read-simulator-files.ts';
import { aboutCard, recordedCard } from '../cards/recorded-card.ts';
import { printCard, writeCards } from '../cards/write-cards.ts';
import { checkFixtures } from '../check/check-fixtures.ts';
import { readSessionFixture } from '../check/session-fixture.ts';
import { writeFindings } from '../check/write-findings.ts';
import type { Command, CommandContext } from '../command.ts';
import {
  type FixtureFolder,
  findFixtures,
  readFixtureFiles,
  writeFixtureFiles,
} from '../fixtures/fixture-folders.ts';

// A type, not an interface: only types are assignable to the registry's Record.
type CheckFlags = ProfileFlag & {
  readonly path: string[];
  readonly update: boolean;
  readonly against?: string | undefined;
  readonly translator?: string | undefined;
  readonly session?: string[] | undefined;
  readonly junit?: string | undefined;
  readonly markdown?: string | undefined;
};

function assertMayUpdate(env: Readonly<Record<string, string | undefined>>): void {
  const { CI: ci } = env;
  if (ci === undefined || ci === '' || ci === 'false' || ci === '0') return;
  throw new HarnessError(
    'usage',
    `--update is refused in continuous integration (CI=${ci})`,
    'Run turntape check --update on your machine and commit the difference',
  );
}

function assertFlags(
  { update: rewrites, against, translator, session }: CheckFlags,
  env: Readonly<Record<string, string | undefined>>,
): void {
  if (rewrites) assertMayUpdate(env);
  const others = [against, translator].filter((flag) => flag !== undefined);
  if (others.length > (rewrites ? 0 : 1)) {
    throw new HarnessError(
      'usage',
      '--update, --against and --translator are three different comparisons',
      'Give one of them',
    );
  }
  if (session !== undefined && others.length === 0 && (rewrites || session.length > 1)) {
    throw new HarnessError(
      'usage',
      rewrites
        ? 'nothing is expected of a recorded session, so --update cannot accept it'
        : 'one recorded session is judged at a time',
      'Give one --session alone, or --against REF or --translator CMD with several',
    );
  }
}

/** A session alone: the rows of the card that need no play, as `conform --session` judges them. */
async function checkRows(
  session: string,
  files: CheckFlags,
  { terminal, flags: { db, json } }: CommandContext,
): Promise<number> {
  const card = await recordedCard({
    ...{ db, session, rows, known: new Set<string>(), terminal },
    about: aboutCard(services[0]),
    tokenizer: await loadO200kTokenizer(),
  });
  if (json) terminal.json(card);
  else printCard(card, terminal);
  writeCards([card], files, 'warning', terminal);
  return exitCodeOfCard(card, 'warning');
}

/** @returns how many files were written or removed */
function update(folder: FixtureFolder): number {
  const files = readFixtureFiles(folder);
  return writeFixtureFiles(
    folder.path,
    renderFixture(withExpected(parseFixture(folder.name, files))),
  );
}

export const checkCommand: Command<CheckFlags> = {
  usage: 'check [path..]',
  description: 'translate the fixtures again and compare with the expected output',
  examples: [
    ['turntape check', 'every fixture in recordings/'],
    ['turntape check --update', 'accept what the translator makes now'],
    ['turntape check --against main --session s_0123', 'what a change does to your own traffic'],
  ],
  builder: (yargs) =>
    yargs
      .positional('path', {
        type: 'string',
        array: true,
        default: ['recordings'],
        description: 'fixtures, or folders that hold fixtures',
      })
      .option('update', {
        fromProject: false,
        type: 'boolean',
        default: false,
        description: 'accept the present translation as the expected output',
      })
      .option('against', {
        fromProject: false,
        type: 'string',
        description:
          'compare with the translator of a commit, or of an installed version (a folder)',
      })
      .option('session', {
        fromProject: true,
        completedBy: 'session',
        type: 'string',
        array: true,
        nargs: 1,
        description: 'with --against or --translator: recorded sessions, or files of them, too',
      })
      .option('translator', {
        fromProject: false,
        type: 'string',
        description: 'a command: Anthropic request on stdin, Responses request on stdout',
      })
      .option('profile', profileFlag)
      .option('junit', {
        fromProject: false,
        type: 'string',
        description: 'write the findings to a file, as JUnit XML',
      })
      .option('markdown', {
        fromProject: false,
        type: 'string',
        description: 'write the findings to a file, for a comment on a pull request',
      }),
  async run(flags, context) {
    const {
      terminal,
      flags: { db, json },
    } = context;
    assertFlags(flags, terminal.env);
    const [alone] = flags.session ?? [];
    if (alone !== undefined && flags.against === undefined && flags.translator === undefined) {
      return await checkRows(alone, flags, context);
    }
    const folders = findFixtures(flags.path);
    if (flags.update) {
      const changed = sum(folders.map(update));
      terminal.note(`${plural(folders.length, 'fixture')}, ${plural(changed, 'file')} rewritten`);
    }
    const tokenizer = await loadO200kTokenizer();
    const fixtures = [
      ...folders.map((folder) => parseFixture(folder.name, readFixtureFiles(folder))),
      ...(await Promise.all(
        (flags.session ?? []).map((one) => readSessionFixture(db, one, terminal)),
      )),
    ];
    const parametersOf = ({ meta: { model } }: Fixture) =>
      readSimulatorParameters(flags.profile, [], model);
    const reports = checkFixtures(fixtures, { ...flags, parametersOf }, tokenizer);
    const differences = reports.flatMap((report) => report.differences);
    const violations = reports.flatMap((report) => report.violations);
    if (json) terminal.json({ fixtures: fixtures.length, differences, violations });
    else {
      for (const line of renderGroups({ differences, violations })) terminal.result(line);
      terminal.result(
        `${plural(fixtures.length, 'fixture')}: ${plural(differences.length, 'difference')}, ${plural(violations.length, 'violation')}`,
      );
    }
    // Last: findings are printed although a file cannot be written.
    writeFindings({ differences, violations }, folders, flags, terminal);
    return differences.length + violations.length === 0 ? 0 : 1;
  },
};
