// The page's server in a process of its parent, which records: what it reads costs the proxy
// nothing. It ends with its parent.
import { randomBytes } from 'node:crypto';
import { setPriority } from 'node:os';
import { HarnessError } from '../lib/harness-error.ts';
import { loadPageFiles } from './page-files.ts';
import { startPageServer } from './page-server.ts';

/** What it is started with. */
export interface PageProcessStart {
  /** Path of the database. */
  readonly database: string;
  readonly version: string;
}

/** Its one message. */
export type PageProcessNews =
  | { readonly type: 'listening'; readonly url: string }
  | { readonly type: 'failed'; readonly message: string; readonly hint: string };

/** Of the token in the page's address. */
const tokenBytes = 24;

/** Of this process and those that it starts: where cores are few, the proxy goes first. */
const niceness = 10;

const tell = (news: PageProcessNews): void => {
  process.send?.(news);
};

try {
  setPriority(niceness);
} catch {
  // A machine that does not allow it: the page works as well.
}
process.on('disconnect', () => process.exit(0));
// Ctrl-C goes to every process of a terminal: this one ends when its parent is done.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
process.on('message', (start: PageProcessStart) => void serve(start));

async function serve(start: PageProcessStart): Promise<void> {
  try {
    const { url } = await startPageServer({
      ...start,
      listen: { host: '127.0.0.1', port: 0 },
      token: randomBytes(tokenBytes).toString('base64url'),
      files: await loadPageFiles(),
      opens: null,
      // Seen by the reader of the page, who gets an error.
      onDefect: () => {},
    });
    tell({ type: 'listening', url });
  } catch (error) {
    const { message } = error instanceof Error ? error : new Error(String(error));
    tell({ type: 'failed', message, hint: error instanceof HarnessError ? error.hint : '' });
  }
}
