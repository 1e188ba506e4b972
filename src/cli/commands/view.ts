// `turntape view`: the local page over the database.
import { randomBytes } from 'node:crypto';
import { parseListen } from '../../lib/listen-address.ts';
import { readVersion } from '../../process/read-version.ts';
import { keepYoungGenerationSmall } from '../../process/small-young-generation.ts';
import { listenForStop } from '../../process/stop-signals.ts';
import { loadPageFiles } from '../../view/page-files.ts';
import { startPageServer } from '../../view/page-server.ts';
import type { Command } from '../command.ts';
import { findOpening } from '../view/find-opening.ts';

/** Of the token in the page's address. */
const tokenBytes = 24;

/** A type, not an interface: only types fit `Command`'s record of flags. */
type ViewFlags = {
  readonly subject: string | undefined;
  readonly listen: string;
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
      }),
  async run({ subject, listen }, { terminal, flags: { db, json } }) {
    keepYoungGenerationSmall();
    const opens = await findOpening(db, subject);
    const stop = listenForStop();
    const server = await startPageServer({
      listen: parseListen(listen),
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
