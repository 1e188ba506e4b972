// The server of the local page: its files, and the JSON API over one database. Loopback, or a token
// on every request; foreign hosts and origins are refused as the proxy refuses them.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { admissionRefusal } from '../lib/admission.ts';
import { HarnessError } from '../lib/harness-error.ts';
import { headersFromRaw } from '../lib/header-list.ts';
import { authority, type ListenAddress } from '../lib/listen-address.ts';
import { createListMemory } from '../recordings/list-conversations.ts';
import type { About } from './api.ts';
import { type ApiContext, answerApi } from './api-routes.ts';
import { createExplainedSessions } from './explained-sessions.ts';
import { type PageFiles, renderDocument } from './page-files.ts';
import { respond, respondError } from './respond.ts';
import { watchDatabase } from './watch-database.ts';

export interface PageServerOptions {
  readonly listen: ListenAddress;
  /** Every request for something recorded carries it; the page takes it from its address. */
  readonly token: string;
  readonly files: PageFiles;
  /** Path of the database; it may come into being later. */
  readonly database: string;
  readonly version: string;
  readonly opens: About['opens'];
  /** An answer that failed for no reason that the user can remove: a defect. */
  readonly onDefect: (error: unknown) => void;
}

export interface PageServer {
  /** With the token. */
  readonly url: string;
  close(): Promise<void>;
}

/** One person's browser. */
const connectionsMax = 64;
const headersMsMax = 10_000;

/** @throws HarnessError `usage` when the address cannot be listened on */
export async function startPageServer(options: PageServerOptions): Promise<PageServer> {
  const { listen, token, database, version, opens } = options;
  const context: ApiContext = {
    ...{ database, version, opens },
    explained: createExplainedSessions(database),
    watch: watchDatabase(database),
    memory: createListMemory(),
  };
  let bound = listen;
  const server = createServer(
    { headersTimeout: headersMsMax, requestTimeout: headersMsMax },
    (request, response) => {
      answer(request, response, { ...options, listen: bound }, context).catch((error: unknown) => {
        if (error instanceof HarnessError) {
          const status = error.code === 'not-found' ? 404 : error.code === 'usage' ? 400 : 500;
          respondError(response, status, error.message, error.hint);
          return;
        }
        options.onDefect(error);
        respondError(response, 500, 'internal error: the terminal says more');
      });
    },
  );
  server.maxConnections = connectionsMax;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new HarnessError(
          'usage',
          `cannot listen on ${authority(listen)} (${error.message})`,
          'Choose another address with --listen HOST:PORT; port 0 takes any free one',
          error,
        ),
      ),
    );
    server.listen(listen.port, listen.host, resolve);
  });
  bound = { ...listen, port: (server.address() as AddressInfo).port };
  return {
    url: `http://${authority(bound)}/?token=${encodeURIComponent(token)}`,
    async close() {
      context.watch.close();
      context.explained.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { listen, token, files }: PageServerOptions,
  context: ApiContext,
): Promise<void> {
  response.on('error', () => {}); // the reader has gone
  const [path = '/'] = (request.url ?? '/').split('?');
  const isApi = path.startsWith('/api/');
  // The page's files hold nothing recorded: whoever may ask for the token's page may have them.
  const headers = headersFromRaw(request.rawHeaders);
  const refusal = admissionRefusal(listen, isApi ? token : undefined, headers);
  if (refusal !== null) {
    respondError(response, refusal.status, refusal.message);
    return;
  }
  if (request.method !== 'GET') {
    respondError(response, 405, 'this page only reads: GET');
    return;
  }
  if (isApi) {
    await answerApi(request, response, context);
    return;
  }
  switch (path) {
    case '/':
      respond(response, 200, 'text/html; charset=utf-8', linkedDocument);
      return;
    case '/page.js':
      respond(response, 200, 'text/javascript; charset=utf-8', files.script);
      return;
    case '/page.css':
      respond(response, 200, 'text/css; charset=utf-8', files.style);
      return;
    default:
      respondError(response, 404, 'nothing is here; the page is at /');
  }
}

const linkedDocument = renderDocument(
  '<link rel="stylesheet" href="/page.css">\n<script type="module" src="/page.js"></script>',
  '',
);
