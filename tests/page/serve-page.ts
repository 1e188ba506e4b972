// The page's server over a database, as `turntape view` starts it.
import { loadPageFiles } from '../../src/view/page-files.ts';
import { type PageServer, startPageServer } from '../../src/view/page-server.ts';

/** @param database path */
export async function servePage(database: string): Promise<PageServer> {
  return startPageServer({
    ...{ listen: { host: '127.0.0.1', port: 0 }, token: 'a-token', version: '0', opens: null },
    ...{ database, files: await loadPageFiles() },
    onDefect: (error) => {
      throw error;
    },
  });
}
