// `turntape view`: the local page over the database.
import { randomBytes } from 'node:crypto';
import { createDefectTeller } from '../../lib/defect.ts';
import { HarnessError } from '../../lib/harness-error.ts';
import { parseListen } from '../../lib/listen-address.ts';
import { plural } from '../../lib/plural.ts';
import { readVersion } from '../../process/read-version.ts';
import { keepYoungGenerationSmall } from '../../process/small-young-generation.ts';
import { listenForStop } from '../../process/stop-signals.ts';
import type { Terminal } from '../../terminal/console.ts';
import type { About } from '../../view/api.ts';
import { loadPageFiles } from '../../view/page-files.ts';
import { startPageServer } from '../../view/page-server.ts';
import type { Command } from '../command.ts';
import { withNamedDatabase } from '../exchange-files/read-named.ts';
import { listenFlag } from '../recording/listen-flags.ts';
import { exportSession } from '../view/export-session.ts';
import { findOpening } from '../view/find-opening.ts';

/** Of the token in the page's address. */
const tokenBytes = 24;

/** A type, not an interface: only types fit `Command`'s record of flags. */
type ViewFlags = {
  readonly subject: string | undefined;
  readonly listen: string;
  readonly export: string | undefined;
  readonly original: boolean;
  readonly 'allow-secrets': boolean;
};

export const viewCommand: Command<ViewFlags> = {
  usage: 'view [subject]',
  description: 'see sessions, calls and runs on a local page: where the cache breaks, to the byte',
  examples: [
    ['turntape view', 'all sessions'],
    ['turntape view s_0123 --export session.html', 'one file to attach, every word replaced'],
  ],
  builder: (yargs) =>
    yargs
      .positional('subject', {
        completedBy: 'session-or-run',
        type: 'string',
        description:
          'session, exchange, run or file of requests to begin with; default: the list of sessions',
      })
      .option('listen', {
        ...listenFlag,
        description: 'address to listen on; the page’s address holds a token',
      })
      .option('export', {
        fromProject: false,
        group: 'With --export:',
        type: 'string',
        description: 'write the session into one HTML file instead, every word replaced',
      })
      .option('original', {
        fromProject: false,
        group: 'With --export:',
        hidden: true,
        type: 'boolean',
        default: false,
        description: 'with --export: leave the words as they were recorded',
      })
      .option('allow-secrets', {
        fromProject: false,
        group: 'With --export:',
        hidden: true,
        type: 'boolean',
        default: false,
        description: 'with --export: continue although a body contains what looks like a secret',
      }),
  async run(flags, { terminal, flags: { db, json } }) {
    const { subject } = flags;
    return await withNamedDatabase(db, subject, terminal, async (database, named) => {
      const shown = { database, title: database === db ? db : String(subject) };
      const opens = await findOpening(database, named);
      return flags.export === undefined
        ? await serve({ ...shown, opens }, flags, json, terminal)
        : await writePage({ ...shown, opens }, flags, flags.export, terminal);
    });
  },
};

interface Shown {
  /** Path. */
  readonly database: string;
  /** What the user calls it. */
  readonly title: string;
  readonly opens: About['opens'];
}

async function writePage(
  { database, opens }: Shown,
  { original: isOriginal, 'allow-secrets': allowSecrets }: ViewFlags,
  path: string,
  terminal: Terminal,
): Promise<number> {
  if (opens?.type !== 'session') throw noSession();
  const request = { db: database, session: opens.id, path, isOriginal, allowSecrets };
  const { bytes, calls, sessions } = await exportSession(request);
  terminal.result(path);
  const words = isOriginal ? 'the words as they were recorded' : 'every word replaced';
  terminal.note(
    `turntape: ${Math.ceil(bytes / 1000)} kB, ${plural(calls, 'call')} of ${plural(sessions, 'session')}, ${words}; it opens without a network`,
  );
  return 0;
}

async function serve(
  { database, title, opens }: Shown,
  { listen }: ViewFlags,
  json: boolean,
  terminal: Terminal,
): Promise<number> {
  const address = parseListen(listen);
  keepYoungGenerationSmall();
  const stop = listenForStop();
  const server = await startPageServer({
    listen: address,
    token: randomBytes(tokenBytes).toString('base64url'),
    files: await loadPageFiles(),
    database,
    version: readVersion(),
    opens,
    onDefect: createDefectTeller(terminal.error),
  });
  try {
    if (json) terminal.json({ event: 'listening', url: server.url });
    else terminal.result(`${server.url}\n`);
    terminal.note(`turntape: showing ${title}; stop with Ctrl-C`);
    return await stop.first;
  } finally {
    await server.close();
    stop.release();
  }
}

function noSession(): HarnessError {
  return new HarnessError(
    'usage',
    '--export writes one session',
    'Write turntape view SESSION --export FILE.html',
  );
}
