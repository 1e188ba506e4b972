// `turntape view`: the local page over the database.
import { randomBytes } from 'node:crypto';
import { HarnessError } from '../../lib/harness-error.ts';
import { parseListen } from '../../lib/listen-address.ts';
import { readVersion } from '../../process/read-version.ts';
import { keepYoungGenerationSmall } from '../../process/small-young-generation.ts';
import { listenForStop } from '../../process/stop-signals.ts';
import { loadPageFiles } from '../../view/page-files.ts';
import { startPageServer } from '../../view/page-server.ts';
import type { Command } from '../command.ts';
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
  builder: (yargs) =>
    yargs
      .positional('subject', {
        type: 'string',
        description: 'session, exchange or run to begin with; default: the list of sessions',
      })
      .option('listen', {
        fromProject: false,
        type: 'string',
        default: '127.0.0.1:0',
        description: 'address to listen on; the page’s address holds a token',
      })
      .option('export', {
        fromProject: false,
        type: 'string',
        description: 'write the session into one HTML file instead, every word replaced',
      })
      .option('original', {
        fromProject: false,
        type: 'boolean',
        default: false,
        description: 'with --export: leave the words as they were recorded',
      })
      .option('allow-secrets', {
        fromProject: false,
        type: 'boolean',
        default: false,
        description: 'with --export: continue although a body contains what looks like a secret',
      }),
  async run(flags, { terminal, flags: { db, json } }) {
    const { subject, listen, export: path } = flags;
    const address = parseListen(listen);
    const opens = await findOpening(db, subject);
    if (path !== undefined) {
      if (opens?.type !== 'session') throw noSession();
      const { original: isOriginal, 'allow-secrets': allowSecrets } = flags;
      await exportSession({ db, session: opens.id, path, isOriginal, allowSecrets });
      terminal.result(path);
      return 0;
    }
    keepYoungGenerationSmall();
    const stop = listenForStop();
    const server = await startPageServer({
      listen: address,
      token: randomBytes(tokenBytes).toString('base64url'),
      files: await loadPageFiles(),
      database: db,
      version: readVersion(),
      opens,
      onDefect: (error) => terminal.error(`internal error: ${String(error)}`),
    });
    try {
      if (json) terminal.json({ event: 'listening', url: server.url });
      else terminal.result(`${server.url}\n`);
      terminal.note(`turntape: showing ${db}; stop with Ctrl-C`);
      return await stop.first;
    } finally {
      await server.close();
      stop.release();
    }
  },
};

function noSession(): HarnessError {
  return new HarnessError(
    'usage',
    '--export writes one session',
    'Write turntape view SESSION --export FILE.html',
  );
}
